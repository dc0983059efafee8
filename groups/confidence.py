"""Notes in confidence go to no successor: when an adviser leaves, they return to whoever wrote them."""

from groups.models import HelpNote
from groups.workflow.help import return_all
from villages import handover


def register_release() -> None:
    """Called once, when the app is ready."""
    handover.register(
        handover.Source(
            name="help-notes",
            open_work=lambda posting: HelpNote.objects.open().filter(adviser=posting),
            release=return_all,
        )
    )
