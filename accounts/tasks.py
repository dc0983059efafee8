"""What the clock does about accounts."""

from celery import shared_task
from django.core.management import call_command

from accounts import queries
from accounts.workflow import closing


@shared_task
def forget_unconfirmed() -> int:
    """Empty accounts whose address was never confirmed. Daily."""
    return closing.destroy_never_confirmed(queries.never_confirmed())


@shared_task
def clear_sessions() -> None:
    """Destroy sessions that are over, and with them any words they kept. Daily."""
    call_command("clearsessions")
