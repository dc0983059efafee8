"""What the history says of facts that are no step of a lifecycle."""

from django.utils.translation import gettext_lazy as _

from casework import verbs


def register_verbs() -> None:
    """Called once, when the app is ready."""
    verbs.register(
        {
            "group.founded": _("Group founded"),
            "group.independence_read": _("An office read the page about independence"),
            "group.joined": _("Joined"),
            "group.left": _("Left"),
            "group.representative_changed": _("New representative"),
            "group.fell_short": _("Fewer than three distinct people"),
            "group.whole_again": _("Three distinct people again"),
            "invitation.made": _("Invitation made"),
            "joinrequest.asked": _("Asked to join"),
            "membership.publicity_chosen": _("Chose whether the name is public"),
            "succession.offered": _("New representative named"),
            "post.written": _("Post written"),
            "post.removed": _("Post taken back"),
            "record.written": _("Written"),
            "record.changed": _("Changed"),
            "record.published": _("Published"),
            "record.withdrawn": _("Taken off the public page"),
            "group.listed": _("Shown in the public directory"),
            "group.unlisted": _("Taken out of the public directory"),
            "vote.opened": _("Vote opened"),
            "vote.ballot_cast": _("Ballot cast"),
        }
    )
