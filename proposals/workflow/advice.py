"""Talks: asked for, booked, moved, cancelled, held, noted, missed.

Whoever puts a talk into an hour locks the adviser's posting, then the hour, then the talk, always in this order: of
twenty people who want the last hour one gets it, and a posting that ends meanwhile leaves no talk behind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import audit
from casework.constraints import kindly
from casework.lifecycle import Move, NotAllowed, Refused
from groups.models import Group
from groups.queries.groups import people_of
from notices import workflow as notices
from notices.calendar import add_business_days
from proposals import emails
from proposals.enums import AdviceState, ProposalState
from proposals.models import Advice, Proposal, Slot
from proposals.models.advice import TAKEN
from proposals.queries import advice as reading
from proposals.workflow import hours
from proposals.workflow.advice_steps import ADVICE
from villages.models import Office, Posting, Village
from villages.workflow.posting import lock_for_work

# So that hours remain for everybody: what one person may have booked or asked for at a time.
OPEN_AT_MOST = 3
# Business days within which the office gives a time, and within which it writes the note.
ANSWER_WITHIN = NOTE_WITHIN = 3


def group_side(advice: Advice) -> list[Any]:
    """Whoever asked, and the members of the group it is for."""
    members = people_of(advice.group) if advice.group is not None else []
    return list({each.pk: each for each in [advice.user, *members]}.values())


@contextmanager
def taking(slot: Slot) -> Iterator[Slot]:
    """The hour, locked together with its adviser's posting; raises ``Refused`` where it cannot be had any more."""
    with kindly(Advice):
        posting = lock_for_work(slot.adviser)
        locked = Slot.objects.select_for_update(of=("self",)).select_related("office__district").get(pk=slot.pk)
        if locked.adviser_id != posting.pk or locked.withdrawn_at is not None:
            raise Refused([_("This hour is no longer offered. Please choose another one.")])
        if locked.starts_at <= timezone.now():
            raise Refused([_("This hour has begun already. Please choose another one.")])
        if locked.advice.filter(state__in=TAKEN).exists():
            raise Refused([_("Somebody else has just booked this hour. Please choose another one.")])
        locked.adviser = posting
        yield locked


# --- The group's side --------------------------------------------------------------------------------


def book(
    slot: Slot,
    *,
    actor: Any,
    topic: str,
    words: str = "",
    village: Village,
    group: Group | None = None,
    proposal: Proposal | None = None,
    show_draft: bool = False,
) -> Advice:
    """Ask for a talk and book ``slot`` for it, in one. ``show_draft`` also shows the draft to advisers."""
    with taking(slot) as locked:
        _refuse_what_clashes(actor, locked)
        asked = _ask(locked.office, actor, topic, words, village, group, proposal)
        _put(asked, "choose", locked, actor=actor)
        if show_draft:
            _show(proposal, actor)
    return asked


def request(
    office: Office,
    *,
    actor: Any,
    topic: str,
    words: str,
    village: Village,
    group: Group | None = None,
    proposal: Proposal | None = None,
    show_draft: bool = False,
) -> Advice:
    """Ask for a talk for which no hour fits; the office gives a time."""
    with transaction.atomic():
        asked = _ask(office, actor, topic, words, village, group, proposal)
        notices.tell(reading.advisers_at(office), emails.ADVICE_ASKED, about=asked, key=f"advice:{asked.pk}")
        if show_draft:
            _show(proposal, actor)
    return asked


@ADVICE.performs("choose")
def choose(advice: Advice, *, actor: Any, slot: Slot) -> Advice:
    """Book an hour for a talk that was asked for."""
    with taking(slot) as locked:
        return _put(advice, "choose", locked, actor=actor)


@ADVICE.performs("move")
def move(advice: Advice, *, actor: Any, slot: Slot) -> Advice:
    """Take another hour instead; the old one is free at the same moment."""
    with taking(slot) as locked:
        return _put(advice, "move", locked, actor=actor)


@ADVICE.performs("cancel")
def cancel(advice: Advice, *, actor: Any, note: str = "") -> Advice:
    """The group does not need the talk any more."""
    with ADVICE.moving(advice, "cancel", actor=actor, note=note) as step:
        others = [each for each in group_side(step.subject) if each.pk != actor.pk]
        step.tell(
            [*others, *_office_side(step.subject)], emails.ADVICE_CANCELLED, note=step.note, **_times(step.subject)
        )
    return step.subject


# --- The office's side -------------------------------------------------------------------------------


@ADVICE.performs("give_time")
def give_time(advice: Advice, *, actor: Any, slot: Slot) -> Advice:
    """The office gives a time. If the talk had one, that hour is taken back: the office could not keep it."""
    with taking(slot) as locked:
        before = advice.slot if advice.state == AdviceState.BOOKED else None
        given = _put(advice, "give_time", locked, actor=actor)
        if before is not None:
            hours.withdraw_slots([before], actor=actor)
    return given


@ADVICE.performs("call_off")
def call_off(advice: Advice, *, actor: Any, note: str) -> Advice:
    """The office cannot keep the hour; the talk waits for a new one."""
    with transaction.atomic():
        with ADVICE.moving(advice, "call_off", actor=actor, note=note) as step:
            before = step.subject.slot
            step.tell(group_side(step.subject), emails.ADVICE_BACK, note=step.note, **_times(step.subject))
            step.set(slot=None, adviser=None, office_due_on=_in_days(step.now, ANSWER_WITHIN))
        assert before is not None
        hours.withdraw_slots([before], actor=actor)
    return step.subject


@ADVICE.performs("close")
def close(advice: Advice, *, actor: Any, note: str) -> Advice:
    """Answer a request in writing, without a talk."""
    with ADVICE.moving(advice, "close", actor=actor, note=note) as step:
        step.tell(group_side(step.subject), emails.ADVICE_CLOSED, note=step.note)
    return step.subject


@ADVICE.performs("hold")
def hold(
    advice: Advice, *, actor: Any, minutes: int, discussed: Sequence[str] = (), note: str = "", held_at: Any = None
) -> Advice:
    """The talk took place, for so many ``minutes``. With ``note`` the note is written in the same go."""
    posting = _posting_of(actor, advice)
    with transaction.atomic():
        with ADVICE.moving(advice, "hold", actor=actor) as step:
            began = step.subject.slot.starts_at if step.subject.slot and advice.state != AdviceState.REQUESTED else None
            at = held_at or began or step.now
            due = _in_days(at, NOTE_WITHIN)
            step.set(held_at=at, adviser=posting, minutes=minutes, discussed=list(discussed), office_due_on=due)
        if note.strip():
            _note(advice, "note", actor, minutes, discussed, note)
    return advice


@ADVICE.performs("note")
def note(advice: Advice, *, actor: Any, minutes: int, discussed: Sequence[str] = (), note: str) -> Advice:
    """Write down what was said. The group owns it and is told."""
    return _note(advice, "note", actor, minutes, discussed, note)


@ADVICE.performs("correct")
def correct(advice: Advice, *, actor: Any, minutes: int, discussed: Sequence[str] = (), note: str) -> Advice:
    """Correct the note."""
    return _note(advice, "correct", actor, minutes, discussed, note)


@ADVICE.performs("miss")
def miss(advice: Advice, *, actor: Any) -> Advice:
    """Nobody came, or the adviser did not: the group is invited to another hour."""
    with ADVICE.moving(advice, "miss", actor=actor) as step:
        step.tell(group_side(step.subject), emails.ADVICE_MISSED, **_times(step.subject))
    return step.subject


def walk_in(
    office: Office,
    *,
    actor: Any,
    topic: str,
    minutes: int,
    village: Village,
    note: str = "",
    discussed: Sequence[str] = (),
    person: Any = None,
    group: Group | None = None,
    held_at: Any = None,
) -> Advice:
    """Record the visit of somebody who came without an appointment: an account, or a group.

    Raises ``NotAllowed`` unless ``actor`` advises at ``office``, ``Refused`` where it is the actor's own visit.
    """
    if person is None and group is None:
        raise Refused([_("Say who came: a person with an account, or a group.")])
    if not actor.has_perm("proposals.offer_hours", office):
        raise NotAllowed
    person = person or reading.representative_of(group)
    with transaction.atomic():
        visit = Advice.objects.create(
            user=person,
            group=group,
            village=village,
            office=office,
            topic=topic,
            walk_in=True,
            requested_at=timezone.now(),
        )
        audit.record("advice.walked_in", visit, actor=actor, changes={"group": (None, group)})
        notices.tell(group_side(visit), emails.ADVICE_VISITED, about=visit, key=f"advice:{visit.pk}")
        if not actor.has_perm("proposals.hold_advice", visit):
            raise Refused([_("A colleague has to record your own visits.")])
        hold(visit, actor=actor, minutes=minutes, discussed=discussed or [topic], note=note, held_at=held_at)
    return visit


def follow_up(advice: Advice, *, actor: Any, slot: Slot, topic: str | None = None) -> Advice:
    """Agree on another hour at the end of a talk."""
    if not actor.has_perm("proposals.hold_advice", advice):
        raise NotAllowed
    with taking(slot) as locked:
        again = Advice.objects.create(
            user=advice.user, group=advice.group, proposal=advice.proposal, village=advice.village,
            office=locked.office, topic=topic or advice.topic,
        )  # fmt: skip
        audit.record("advice.requested", again, actor=actor, changes={"after": (None, advice.pk)})
        return _put(again, "give_time", locked, actor=actor)


# --- Where nobody acts -------------------------------------------------------------------------------


def hand_over(posting: Posting, successor: Posting | None, actor: Any) -> int:
    """An adviser's posting ends: free hours go, booked talks move to ``successor`` or back to "asked for".

    Called with the postings locked. A talk whose hour the successor has filled otherwise goes back, too.
    """
    coming = Slot.objects.filter(hours.to_come(posting)).order_by("pk").select_for_update(of=("self",))
    booked = {each.slot_id: each for each in Advice.objects.filter(slot__adviser=posting, state=AdviceState.BOOKED)}
    moved = 0
    for slot in coming:
        talk = booked.get(slot.pk)
        if talk is None:
            hours.withdraw(slot, actor)
            continue
        moved += 1
        if successor is not None and hours.pass_on(slot, successor, actor):
            _hand(talk, "hand_to", adviser=successor)
        else:
            hours.withdraw(slot, actor)
            due = _in_days(timezone.now(), ANSWER_WITHIN)
            _hand(talk, "hand_back", slot=None, adviser=None, office_due_on=due)
    return moved


def lapse_of(group: Group, move: Move) -> None:
    """The group ends, and with it the talks it had ahead."""
    _lapse(Advice.objects.filter(group=group))


def forget(user: Any) -> int:
    """The account closes: talks ahead end, and words that concern nobody else are destroyed. Returns how many."""
    own = Advice.objects.filter(user=user)
    ended = _lapse(own)
    emptied = own.exclude(words="").update(words="")
    return ended + emptied + own.filter(group=None).exclude(note="").update(note="")


def _lapse(talks: QuerySet[Advice]) -> int:
    ahead = list(talks.filter(state__in=[AdviceState.REQUESTED, AdviceState.BOOKED]).select_related("slot"))
    for talk in ahead:
        with ADVICE.moving(talk, "lapse", actor=None) as step:
            step.tell(_office_side(step.subject), emails.ADVICE_CANCELLED, note="", **_times(step.subject))
    return len(ahead)


# --- Parts -------------------------------------------------------------------------------------------


def _ask(
    office: Office, actor: Any, topic: str, words: str, village: Village, group: Group | None, proposal: Proposal | None
) -> Advice:
    reasons = []
    if not actor.has_perm("proposals.ask_advice"):
        raise NotAllowed
    if group is not None and not group.belongs_to(actor):
        raise NotAllowed
    if proposal is not None and (group is None or proposal.group_id != group.pk):
        reasons.append(_("This proposal is not your group's."))
    if not office.active:
        reasons.append(_("This office has closed."))
    open_ = Advice.objects.filter(user=actor, walk_in=False, state__in=[AdviceState.REQUESTED, AdviceState.BOOKED])
    if open_.count() >= OPEN_AT_MOST:
        reasons.append(
            _("You have %(count)d talks ahead of you. So that hours remain for everybody, please cancel one first.")
            % {"count": OPEN_AT_MOST}
        )
    if reasons:
        raise Refused(reasons)
    asked = Advice.objects.create(
        user=actor, group=group, proposal=proposal, village=village, office=office, topic=topic, words=words.strip(),
        office_due_on=_in_days(timezone.now(), ANSWER_WITHIN),
    )  # fmt: skip
    audit.record("advice.requested", asked, actor=actor, changes={"office": (None, office), "topic": (None, topic)})
    return asked


def _refuse_what_clashes(actor: Any, slot: Slot) -> None:
    there = Advice.objects.filter(
        user=actor, state=AdviceState.BOOKED, slot__starts_at__lt=slot.ends_at, slot__ends_at__gt=slot.starts_at
    )
    if there.exists():
        raise Refused([_("You have another talk at this time. Move that one, or choose another hour.")])


def _put(advice: Advice, name: str, slot: Slot, *, actor: Any) -> Advice:
    """Take step ``name``, by which ``advice`` gets ``slot``."""
    with ADVICE.moving(advice, name, actor=actor) as step:
        former = _office_side(step.subject)
        due = _in_days(slot.ends_at, NOTE_WITHIN)
        step.set(slot=slot, adviser=slot.adviser, office=slot.office, office_due_on=due)
        step.tell(group_side(step.subject), emails.ADVICE_BOOKED, step=name, **_times(step.subject))
        advisers = {each.pk: each for each in [slot.adviser.person, *former]}
        advisers.pop(actor.pk, None)
        step.tell(advisers.values(), emails.ADVICE_TAKEN, step=name, **_times(step.subject))
    return step.subject


def _note(advice: Advice, name: str, actor: Any, minutes: int, discussed: Sequence[str], note: str) -> Advice:
    if not note.strip():
        raise Refused([_("Please write a few words for the group.")])
    with ADVICE.moving(advice, name, actor=actor) as step:
        step.set(note=note.strip(), minutes=minutes, discussed=list(discussed), office_due_on=None)
        step.tell(group_side(step.subject), emails.ADVICE_NOTED, corrected=name == "correct")
    return step.subject


def _hand(advice: Advice, name: str, **values: Any) -> None:
    with ADVICE.moving(advice, name, actor=None) as step:
        kind = emails.ADVICE_BOOKED if name == "hand_to" else emails.ADVICE_BACK
        times = _times(step.subject)
        step.set(**values)
        step.tell(group_side(step.subject), kind, step=name, note="", **times)


def _in_days(moment: datetime, count: int) -> date:
    """So many business days after ``moment``."""
    return add_business_days(timezone.localtime(moment).date(), count)


def _show(proposal: Proposal | None, actor: Any) -> None:
    if proposal is not None and proposal.shared_at is None and proposal.state == ProposalState.DRAFT:
        from proposals.workflow import drafting

        drafting.share(proposal, actor=actor)


def _times(advice: Advice) -> dict[str, Any]:
    return {"slot": advice.slot, "office": advice.office}


def _office_side(advice: Advice) -> list[Any]:
    return [] if advice.slot is None else [advice.slot.adviser.person]


def _posting_of(actor: Any, advice: Advice) -> Posting | None:
    return reading.posting_for(actor, advice.office)
