"""The kinds of messages about postings and identity visits."""

from django.utils.translation import gettext_lazy as _

from notices.kinds import Kind, add_group, register


def register_kinds() -> None:
    """Tell ``notices`` about the kinds; called once, when the app is ready."""
    add_group("postings", _("Postings and work of your office"))
    for name, label, action in (
        ("posting-proposed", _("A posting was proposed to you"), True),
        ("posting-accepted", _("A posting was accepted"), False),
        ("posting-declined", _("A posting was declined"), False),
        ("posting-withdrawn", _("The proposal of a posting was withdrawn"), False),
        ("posting-ended", _("Your posting has ended"), False),
        ("posting-successor", _("You were named as successor"), False),
        ("work-received", _("You received open work"), True),
        ("work-in-queue", _("Open work came back to your office"), True),
        ("identityvisit-requested", _("Somebody wants to confirm their identity"), True),
    ):
        # Losing or gaining access, and receiving work, are facts that staff cannot choose not to hear.
        register(Kind(name, label, action=action, optional=False, app="villages", group="postings"))
    for name, label in (
        ("identityvisit-confirmed", _("Your identity was confirmed")),
        ("identityvisit-declined", _("Your identity was not confirmed")),
    ):
        register(Kind(name, label, action=False, optional=False, app="villages", group="account"))
