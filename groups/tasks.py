"""What the clock does with groups: thin tasks, safe to run twice and after any pause."""

import logging

from celery import shared_task

from groups.queries.distinct import miscounted
from groups.workflow import independence, invitation, vote
from groups.workflow.people import recount_later

log = logging.getLogger(__name__)


@shared_task
def close_votes() -> int:
    """Close the votes whose time is over."""
    return vote.close_overdue()


@shared_task
def expire_invitations() -> int:
    """Expire invitations that nobody answered."""
    return invitation.expire_overdue()


@shared_task
def recount_groups() -> int:
    """Find running groups whose people became fewer or more by a moved home or a family tie."""
    changed = miscounted()
    for group in changed:
        recount_later(group)
    log.info("recounted %s groups", len(changed))
    return len(changed)


@shared_task
def look_at_independence() -> int:
    """Raise new signals about independence, tell the groups first, and forget those whose year is over."""
    forgotten = independence.forget_expired()
    raised = independence.look()
    log.info("raised %s signals, forgot %s", raised, forgotten)
    return raised
