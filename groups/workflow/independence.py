"""Ties to government are declared in private; a signal goes to the group first, and a person has the last word."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import audit
from casework.enums import Note
from casework.lifecycle import Lifecycle, Step
from groups import emails
from groups.enums import SIGNAL_LIFE, TIME_TO_REPLY, SignalState
from groups.models import GovernmentTie, Group, Signal
from groups.queries.groups import people_of
from groups.queries.independence import everything_seen, kinds_of


def group_had_its_say(signal: Signal, actor: Any) -> str | None:
    if signal.may_be_decided:
        return None
    return _("The group may reply first. You can decide once it has, or when its days for a reply are over.")


def is_forgotten(signal: Signal, actor: Any) -> str | None:
    return None if signal.expires_on <= timezone.localdate() else _("It is not time to forget this yet.")


SIGNAL = Lifecycle(
    Signal,
    Step(
        name="tell",
        source=SignalState.RAISED,
        target=SignalState.TOLD,
        may=None,
        verb="signal.told",
        label=gettext_lazy("Tell the group"),
        past=gettext_lazy("The group was told first"),
        effect=gettext_lazy("The group reads it before anybody else."),
    ),
    Step(
        name="answer",
        source=SignalState.TOLD | SignalState.ANSWERED,
        target=SignalState.ANSWERED,
        may="groups.answer_signal",
        verb="signal.answered",
        label=gettext_lazy("Reply"),
        past=gettext_lazy("The group replied"),
        effect=gettext_lazy("Your words stand beside the signal, wherever it is read."),
        tells=gettext_lazy("Nobody: it is read together with the signal."),
        form="groups.forms.independence.ReplyForm",
    ),
    Step(
        name="dismiss",
        source=SignalState.TOLD | SignalState.ANSWERED,
        target=SignalState.DISMISSED,
        may="groups.decide_signal",
        verb="signal.dismissed",
        label=gettext_lazy("Dismiss"),
        past=gettext_lazy("Dismissed"),
        effect=gettext_lazy("The signal means nothing for this group and is not raised again while it lasts."),
        tells=gettext_lazy("All members, with your reason."),
        needs=(group_had_its_say,),
        note=Note.REQUIRED,
    ),
    Step(
        name="note",
        source=SignalState.TOLD | SignalState.ANSWERED,
        target=SignalState.NOTED,
        may="groups.decide_signal",
        verb="signal.noted",
        label=gettext_lazy("Note it"),
        past=gettext_lazy("Noted"),
        effect=gettext_lazy("It stays readable beside the group's reply until it is forgotten. It decides nothing."),
        tells=gettext_lazy("All members, with your reason."),
        needs=(group_had_its_say,),
        note=Note.REQUIRED,
    ),
    Step(
        name="expire",
        source=SignalState.RAISED | SignalState.TOLD | SignalState.ANSWERED | SignalState.DISMISSED | SignalState.NOTED,
        target=SignalState.EXPIRED,
        may=None,
        verb="signal.expired",
        label=gettext_lazy("Forget"),
        past=gettext_lazy("Forgotten"),
        effect=gettext_lazy("A signal is forgotten after a year."),
        needs=(is_forgotten,),
    ),
    initial=SignalState.RAISED,
)


def declare(user: Any, kinds: Iterable[str]) -> None:
    """Make ``kinds`` everything that binds ``user`` to government now. What is read of it is no more than a signal."""
    wanted, held = set(kinds), set(kinds_of(user))
    with transaction.atomic():
        GovernmentTie.objects.filter(user=user, ended_at=None).exclude(kind__in=wanted).update(ended_at=timezone.now())
        GovernmentTie.objects.bulk_create(
            [GovernmentTie(user=user, kind=kind) for kind in sorted(wanted - held)], ignore_conflicts=True
        )


def look(groups: QuerySet[Group] | None = None) -> int:
    """Raise what can be seen and was not raised before, tell each group, and return how many signals are new.

    Two runs at once raise nothing twice: the constraint has the last word.
    """
    expires_on = timezone.localdate() + SIGNAL_LIFE
    seen = [
        Signal(group_id=each.group_id, kind=each.kind, key=each.key, evidence=each.evidence, expires_on=expires_on)
        for each in everything_seen(groups)
    ]
    with transaction.atomic():
        known = set(
            Signal.objects.filter(group__in={each.group_id for each in seen})
            .exclude(state=SignalState.EXPIRED)
            .values_list("group", "kind", "key")
        )
        new = [each for each in seen if (each.group_id, str(each.kind), each.key) not in known]
        Signal.objects.bulk_create(new, ignore_conflicts=True)
    raised = Signal.objects.filter(state=SignalState.RAISED).select_related("group__village__district")
    for signal in raised:
        tell(signal)
    return len(new)


def tell(signal: Signal) -> Signal:
    """Show the signal to the group, with the days it has to reply."""
    with SIGNAL.moving(signal, "tell", actor=None) as move:
        due = timezone.localdate() + TIME_TO_REPLY
        move.set(reply_due_on=due)
        move.tell(people_of(move.subject.group), emails.SIGNAL, due=due, group=move.subject.group)
    return move.subject


@SIGNAL.performs("answer")
def answer(signal: Signal, *, actor: Any, reply: str) -> Signal:
    """The group says in its own words how it is."""
    with SIGNAL.moving(signal, "answer", actor=actor) as move:
        move.set(reply=reply.strip())
    return move.subject


@SIGNAL.performs("dismiss")
def dismiss(signal: Signal, *, actor: Any, note: str) -> Signal:
    """A person finds that the signal means nothing."""
    return _decide(signal, "dismiss", actor, note)


@SIGNAL.performs("note")
def note_(signal: Signal, *, actor: Any, note: str) -> Signal:
    """A person finds it worth keeping in sight."""
    return _decide(signal, "note", actor, note)


def _decide(signal: Signal, step: str, actor: Any, note: str) -> Signal:
    with SIGNAL.moving(signal, step, actor=actor, note=note) as move:
        group = move.subject.group
        move.tell(people_of(group), emails.SIGNAL_DECIDED, group=group, words=move.note)
    return move.subject


def forget_expired() -> int:
    """Forget signals whose year is over, and return how many there were."""
    due = Signal.objects.filter(expires_on__lte=timezone.localdate()).exclude(state=SignalState.EXPIRED)
    for signal in due:
        with SIGNAL.moving(signal, "expire", actor=None):
            pass
    return len(due)


def record_reading(group: Group, actor: Any) -> None:
    """Somebody of an office opened the independence page of ``group``: the group can see that in its history."""
    with transaction.atomic():
        audit.record("group.independence_read", group, actor=actor)
