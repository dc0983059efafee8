"""What the history says of facts that are no step of a lifecycle."""

from django.utils.translation import gettext_lazy as _

from casework import verbs


def register_verbs() -> None:
    """Called once, when the app is ready."""
    verbs.register(
        {
            "group.founded": _("Group founded"),
            "group.joined": _("Joined"),
            "group.left": _("Left"),
            "group.representative_changed": _("New representative"),
            "group.fell_short": _("Fewer than three distinct people"),
            "group.whole_again": _("Three distinct people again"),
            "invitation.made": _("Invitation made"),
            "joinrequest.asked": _("Asked to join"),
            "membership.publicity_chosen": _("Chose whether the name is public"),
            "succession.offered": _("New representative named"),
            "vote.opened": _("Vote opened"),
            "vote.ballot_cast": _("Ballot cast"),
        }
    )
