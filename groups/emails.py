"""The kinds of messages about groups. Their words stand in ``templates/groups/messages``."""

from django.utils.translation import gettext_lazy as _

from notices.kinds import Kind, add_group, register

INVITATION = "group-invitation"
JOINED = "group-joined"
INVITATION_DECLINED = "group-invitation-declined"
JOIN_ASKED = "group-join-asked"
JOIN_AGREED = "group-join-agreed"
JOIN_DECLINED = "group-join-declined"
FORMED = "group-formed"
LEFT = "group-left"
SHORT = "group-short"
ROLE_GIVEN = "group-role-given"
ROLE_RETURNED = "group-role-returned"
SUCCESSION_OFFERED = "group-succession-offered"
SUCCESSION_DECLINED = "group-succession-declined"
NEW_REPRESENTATIVE = "group-new-representative"
VOTE_OPENED = "group-vote-opened"
VOTE_CLOSED = "group-vote-closed"
VOTE_CANCELLED = "group-vote-cancelled"
BREAK = "group-break"
RETURNED = "group-returned"
COURSE = "group-course"
LEGAL_FORM = "group-legal-form"
DISBANDED = "group-disbanded"
SIGNAL = "group-signal"
SIGNAL_DECIDED = "group-signal-decided"
HELP_ASKED = "group-word-asked"
HELP_ANSWERED = "group-word-answered"
HELP_RETURNED = "group-word-returned"

# (name, label, whether the recipient must do something)
_KINDS = (
    (JOINED, _("Somebody joined your group"), False),
    (INVITATION_DECLINED, _("An invitation was declined"), False),
    (JOIN_ASKED, _("Somebody asks to join your group"), True),
    (JOIN_AGREED, _("A group agreed to your joining"), False),
    (JOIN_DECLINED, _("A group did not agree to your joining"), False),
    (FORMED, _("Your group is formed"), False),
    (LEFT, _("Somebody left your group"), False),
    (SHORT, _("Your group has fewer than three people"), True),
    (ROLE_GIVEN, _("You were given a role in your group"), False),
    (ROLE_RETURNED, _("A role in your group was given back"), False),
    (SUCCESSION_OFFERED, _("You are asked to represent your group"), True),
    (SUCCESSION_DECLINED, _("The named successor declined"), False),
    (NEW_REPRESENTATIVE, _("Your group has a new representative"), False),
    (VOTE_OPENED, _("A vote in your group"), True),
    (VOTE_CLOSED, _("The outcome of a vote"), False),
    (VOTE_CANCELLED, _("A vote was cancelled"), False),
    (BREAK, _("Your group takes a break"), False),
    (RETURNED, _("Your group is back from its break"), False),
    (COURSE, _("Your group changed course"), False),
    (LEGAL_FORM, _("Your group has a new legal form"), False),
    (DISBANDED, _("Your group was disbanded"), False),
    (SIGNAL, _("A question about your group's independence"), True),
    (SIGNAL_DECIDED, _("A question about your group's independence was settled"), False),
    # These three say alike: that a note to an adviser exists is between two people.
    (HELP_ASKED, _("Somebody wrote to you"), True),
    (HELP_ANSWERED, _("Somebody wrote to you"), False),
    (HELP_RETURNED, _("Somebody wrote to you"), True),
)


def register_kinds() -> None:
    """Tell the registry about them; called once, when the app is ready."""
    add_group("groups", _("Your groups"))
    # Its link lets whoever holds it into the group, so its words are destroyed once it is sent.
    register(
        Kind(
            INVITATION,
            _("You are invited to a group"),
            action=True,
            optional=False,
            secret=True,
            app="groups",
            group="groups",
        )
    )
    for name, label, action in _KINDS:
        register(Kind(name, label, action=action, app="groups", group="groups"))
