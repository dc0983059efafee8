"""A neighbour asks to join; the members agree, or not."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import audit
from casework.constraints import kindly
from casework.enums import Note
from casework.lifecycle import Lifecycle, Refused, Step
from groups import emails, pledge
from groups.enums import JoinRequestState
from groups.models import Group, JoinRequest
from groups.queries.distinct import distinct_people
from groups.queries.groups import people_of
from groups.workflow.locking import locked
from groups.workflow.people import admit
from notices import workflow as notices


def is_not_member_yet(asked: JoinRequest, actor: Any) -> str | None:
    if any(each.user_id == asked.user_id for each in asked.group.members):
        return _("This person is a member already.")
    return None


def person_is_active(asked: JoinRequest, actor: Any) -> str | None:
    return None if asked.user.is_active else _("%(name)s has closed their account.") % {"name": asked.user}


JOIN_REQUEST = Lifecycle(
    JoinRequest,
    Step(
        name="agree",
        source=JoinRequestState.ASKED,
        target=JoinRequestState.AGREED,
        may="groups.agree_joinrequest",
        verb="joinrequest.agreed",
        label=gettext_lazy("Agree"),
        past=gettext_lazy("Request to join agreed to"),
        effect=gettext_lazy("This person becomes a member of the group at once."),
        tells=gettext_lazy("The new member and all other members."),
        needs=(is_not_member_yet, person_is_active),
    ),
    Step(
        name="decline",
        source=JoinRequestState.ASKED,
        target=JoinRequestState.DECLINED,
        may="groups.decline_joinrequest",
        verb="joinrequest.declined",
        label=gettext_lazy("Decline"),
        past=gettext_lazy("Request to join declined"),
        effect=gettext_lazy("This person does not become a member."),
        tells=gettext_lazy("The person who asked, with your words."),
        note=Note.OPTIONAL,
        note_label=gettext_lazy("A few words to the person"),
        danger=True,
    ),
    Step(
        name="withdraw",
        source=JoinRequestState.ASKED,
        target=JoinRequestState.WITHDRAWN,
        may="groups.withdraw_joinrequest",
        verb="joinrequest.withdrawn",
        label=gettext_lazy("Withdraw my request"),
        past=gettext_lazy("Request to join withdrawn"),
        effect=gettext_lazy("The group no longer sees your request."),
        danger=True,
    ),
    Step(
        name="lapse",
        source=JoinRequestState.ASKED,
        target=JoinRequestState.DECLINED,
        may=None,
        verb="joinrequest.lapsed",
        label=gettext_lazy("Lapse"),
        past=gettext_lazy("Request to join ended with the group"),
        effect=gettext_lazy("The group was disbanded."),
        tells=gettext_lazy("The person who asked."),
    ),
    initial=JoinRequestState.ASKED,
)


def ask(group: Group, *, actor: Any, words: str = "", name_public: bool = False) -> JoinRequest:
    """Ask to join, pledging at once. Raises ``Refused``."""
    with locked(group.pk) as present:
        if present.is_over:
            raise Refused([_("This group has been disbanded.")])
        if present.belongs_to(actor):
            raise Refused([_("You are a member of this group already.")])
        with kindly(JoinRequest):
            asked = JoinRequest.objects.create(
                group=present, user=actor, words=words.strip(), name_public=name_public, pledge_version=pledge.VERSION
            )
        audit.record("joinrequest.asked", asked, actor=actor)
        notices.tell(
            people_of(present), emails.JOIN_ASKED, about=asked, key=f"join:{asked.pk}", group=present, who=actor,
            words=asked.words,
        )  # fmt: skip
    return asked


@JOIN_REQUEST.performs("agree")
def agree(asked: JoinRequest, *, actor: Any) -> JoinRequest:
    """Take the person in."""
    with locked(asked.group_id) as group, JOIN_REQUEST.moving(asked, "agree", actor=actor) as move:
        person = move.subject.user
        admit(group, person, name_public=move.subject.name_public)
        link = group.get_absolute_url()
        move.tell([person], emails.JOIN_AGREED, group=group, who=actor, link=link)
        others = [each for each in people_of(group, but=actor) if each.pk != person.pk]
        move.tell(others, emails.JOINED, group=group, who=person, count=distinct_people(group).count, link=link)
    return move.subject


@JOIN_REQUEST.performs("decline")
def decline(asked: JoinRequest, *, actor: Any, note: str = "") -> JoinRequest:
    """Do not take the person in."""
    with JOIN_REQUEST.moving(asked, "decline", actor=actor, note=note) as move:
        move.tell([move.subject.user], emails.JOIN_DECLINED, group=move.subject.group, words=move.note)
    return move.subject


@JOIN_REQUEST.performs("withdraw")
def withdraw(asked: JoinRequest, *, actor: Any) -> JoinRequest:
    """Think better of it."""
    with JOIN_REQUEST.moving(asked, "withdraw", actor=actor) as move:
        pass
    return move.subject


@JOIN_REQUEST.performs("lapse")
def lapse(asked: JoinRequest, *, actor: None = None) -> JoinRequest:
    """The group ends before it answered."""
    with JOIN_REQUEST.moving(asked, "lapse", actor=None) as move:
        move.tell([move.subject.user], emails.JOIN_DECLINED, group=move.subject.group, over=True)
    return move.subject
