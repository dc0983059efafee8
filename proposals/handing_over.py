"""Files and talks outlive the posting that holds them: they move to its successor, or back to the office's queue."""

from django.utils import timezone

from proposals.enums import AdviceState
from proposals.models import Advice, Proposal
from proposals.queries.queue import IN_WORK
from proposals.workflow import advice
from villages import handover


def register_work() -> None:
    """Called once, when the app is ready."""
    handover.register(
        handover.Source(
            name="proposals",
            open_work=lambda posting: Proposal.objects.filter(assigned_to=posting, state__in=IN_WORK),
        )
    )
    handover.register(
        handover.Source(
            name="advice",
            open_work=lambda posting: Advice.objects.filter(
                adviser=posting, state=AdviceState.BOOKED, slot__starts_at__gt=timezone.now()
            ),
            moves=advice.hand_over,
        )
    )
