"""The kinds of messages that notices itself sends."""

from django.utils.translation import gettext_lazy as _

from notices.kinds import Kind, register


def register_kinds() -> None:
    """Tell the registry about them; called once, when the app is ready."""
    register(Kind("deadline", _("Something of yours is due"), action=True, app="notices", group="reminders"))
    register(
        Kind("deadline-overdue", _("Somebody in your care is late"), action=True, app="notices", group="reminders")
    )
