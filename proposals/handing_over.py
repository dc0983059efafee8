"""Files outlive the posting that checks them: they move to its successor, or back to the office's queue."""

from proposals.models import Proposal
from proposals.queries.queue import IN_WORK
from villages import handover


def register_work() -> None:
    """Called once, when the app is ready."""
    handover.register(
        handover.Source(
            name="proposals",
            open_work=lambda posting: Proposal.objects.filter(assigned_to=posting, state__in=IN_WORK),
        )
    )
