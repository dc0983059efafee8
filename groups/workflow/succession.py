"""How the representative's office passes on: offered, accepted, and only then theirs."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import audit
from casework.constraints import kindly
from casework.lifecycle import Lifecycle, NotAllowed, Refused, Step
from groups import emails, holds
from groups.enums import Purpose, Role, SuccessionState
from groups.models import Group, Membership, Succession
from groups.queries.groups import people_of
from groups.queries.votes import agreed_vote
from groups.workflow.locking import locked
from notices import workflow as notices

SUCCESSION = Lifecycle(
    Succession,
    Step(
        name="accept",
        source=SuccessionState.OFFERED,
        target=SuccessionState.ACCEPTED,
        may="groups.answer_succession",
        verb="succession.accepted",
        label=gettext_lazy("Accept: I will represent the group"),
        past=gettext_lazy("New representative"),
        effect=gettext_lazy("From now on you represent the group. The former representative stays a member."),
        tells=gettext_lazy("All members."),
    ),
    Step(
        name="decline",
        source=SuccessionState.OFFERED,
        target=SuccessionState.DECLINED,
        may="groups.answer_succession",
        verb="succession.declined",
        label=gettext_lazy("Decline to represent the group"),
        past=gettext_lazy("Succession declined"),
        effect=gettext_lazy("Everything stays as it is, and somebody else can be named."),
        tells=gettext_lazy("The person who named you."),
        danger=True,
    ),
    Step(
        name="withdraw",
        source=SuccessionState.OFFERED,
        target=SuccessionState.WITHDRAWN,
        may="groups.withdraw_succession",
        verb="succession.withdrawn",
        label=gettext_lazy("Take the offer back"),
        past=gettext_lazy("Succession taken back"),
        effect=gettext_lazy("Everything stays as it is, and somebody else can be named."),
        danger=True,
    ),
    Step(
        name="lapse",
        source=SuccessionState.OFFERED,
        target=SuccessionState.WITHDRAWN,
        may=None,
        verb="succession.lapsed",
        label=gettext_lazy("Lapse"),
        past=gettext_lazy("Succession ended"),
        effect=gettext_lazy("The named person left, or the group ended."),
    ),
    initial=SuccessionState.OFFERED,
)


def name_successor(group: Group, *, actor: Any, successor: Membership) -> Succession:
    """Offer the representative's office to ``successor``. Raises ``Refused``.

    The representative may name anybody; another member only whom a vote has chosen, so that a group whose
    representative is out of reach is not stuck.
    """
    with locked(group.pk) as present:
        if not actor.has_perm("groups.name_successor", present):
            raise NotAllowed
        chosen = next((each for each in present.members if each.pk == successor.pk), None)
        if chosen is None or present.is_over:
            raise Refused([_("Only a member of the group can represent it.")])
        if chosen.role == Role.REPRESENTATIVE:
            raise Refused([_("%(name)s represents the group already.") % {"name": chosen.user}])
        vote = agreed_vote(present, Purpose.REPRESENTATIVE, chosen)
        if vote is None and not actor.has_perm("groups.name_any_successor", present):
            raise Refused(
                [_("Only the representative can name a successor, unless the members have chosen one by a vote.")]
            )
        with kindly(Succession):
            offer = Succession.objects.create(group=present, successor=chosen, offered_by=actor)
        if vote is not None:
            vote.used_at = timezone.now()
            vote.save(update_fields=["used_at"])
        audit.record("succession.offered", offer, actor=actor, changes={"successor": (None, chosen.user_id)})
        notices.tell(
            [chosen.user],
            emails.SUCCESSION_OFFERED,
            about=offer,
            key=f"succession:{offer.pk}",
            group=present,
            who=actor,
        )
    return offer


@SUCCESSION.performs("accept")
def accept(offer: Succession, *, actor: Any) -> Succession:
    """Take the office over; the former representative becomes a member in the same moment."""
    with locked(offer.group_id) as group, SUCCESSION.moving(offer, "accept", actor=actor) as move:
        holds.announce(group, move, "hand_over")
        former, new = group.representative, move.subject.successor
        for membership, role in ((former, Role.MEMBER), (new, Role.REPRESENTATIVE)):
            if membership is not None:
                before, membership.role = membership.role, role
                membership.save(update_fields=["role"])
                audit.record("membership.role_given", membership, actor=actor, changes={"role": (before, role)})
        audit.record(
            "group.representative_changed",
            group,
            actor=actor,
            changes={"representative": (former and former.user_id, new.user_id)},
        )
        move.tell(people_of(group, but=actor), emails.NEW_REPRESENTATIVE, group=group, who=actor)
    return move.subject


@SUCCESSION.performs("decline")
def decline(offer: Succession, *, actor: Any) -> Succession:
    """Do not take it."""
    with SUCCESSION.moving(offer, "decline", actor=actor) as move:
        move.tell([move.subject.offered_by], emails.SUCCESSION_DECLINED, group=move.subject.group, who=actor)
    return move.subject


@SUCCESSION.performs("withdraw")
def withdraw(offer: Succession, *, actor: Any) -> Succession:
    """Take the offer back."""
    with SUCCESSION.moving(offer, "withdraw", actor=actor) as move:
        pass
    return move.subject


@SUCCESSION.performs("lapse")
def lapse(offer: Succession, *, actor: None = None) -> Succession:
    """The named person left, or the group ended."""
    with SUCCESSION.moving(offer, "lapse", actor=None) as move:
        pass
    return move.subject
