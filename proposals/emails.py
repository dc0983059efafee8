"""The kinds of messages about calls and proposals. Their words stand in ``templates/proposals/messages``."""

from django.utils.translation import gettext_lazy as _

from notices.kinds import Kind, add_group, register

CALL_AMENDED = "call-amended"

ADVICE_ASKED = "advice-asked"
ADVICE_BOOKED = "advice-booked"
ADVICE_TAKEN = "advice-taken"
ADVICE_CANCELLED = "advice-cancelled"
ADVICE_BACK = "advice-back"
ADVICE_CLOSED = "advice-closed"
ADVICE_NOTED = "advice-noted"
ADVICE_MISSED = "advice-missed"
ADVICE_VISITED = "advice-visited"
COMMENTS = "proposal-comments"

# (name, label, whether the recipient must do something)
_ADVICE = (
    (ADVICE_ASKED, _("Somebody asks for advice"), True),
    (ADVICE_BOOKED, _("Your advice is booked"), False),
    (ADVICE_TAKEN, _("One of your advice hours was booked"), False),
    (ADVICE_CANCELLED, _("A talk was cancelled"), False),
    (ADVICE_BACK, _("The office could not keep a talk"), False),
    (ADVICE_CLOSED, _("Your question was answered"), False),
    (ADVICE_NOTED, _("The note of a talk"), False),
    (ADVICE_MISSED, _("You did not meet"), False),
    (ADVICE_VISITED, _("Your visit was recorded"), False),
    (COMMENTS, _("Comments on your draft"), False),
)
# (name, label, whether the recipient must do something)
_KINDS = ((CALL_AMENDED, _("The rules of a call changed"), False),)


def register_kinds() -> None:
    """Tell the registry about them; called once, when the app is ready."""
    add_group("proposals", _("Calls and proposals"))
    add_group("advice", _("Advice"))
    for name, label, action in _ADVICE:
        register(Kind(name, label, action=action, app="proposals", group="advice"))
    for name, label, action in _KINDS:
        register(Kind(name, label, action=action, app="proposals", group="proposals"))
