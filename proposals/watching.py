"""What this floor has to say about groups: signals about independence, and talks that end with a group."""

from groups import holds
from groups.queries import independence
from proposals.queries.independence import founded_late, officials_typed
from proposals.workflow import advice


def register_watch() -> None:
    """Called once, when the app is ready."""
    independence.register(officials_typed)
    independence.register(founded_late)
    holds.register_step("disband", advice.lapse_of)
