"""More time: the first wish for an obligation passes by rule at once; a person of the office decides on later ones."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import audit, permissions
from casework.constraints import kindly
from casework.enums import Note
from casework.lifecycle import Lifecycle, Move, NotAllowed, Refused, Step
from funding import emails
from funding.enums import MoreTimeState
from funding.models import Award, Conditions, MoreTime
from funding.models.asking import two_months_after
from funding.queries import obligations
from funding.queries.conditions import conditions_of
from funding.queries.obligations import Obligation
from funding.queries.people import members_of, readers_of
from notices import deadlines
from notices import workflow as notices
from notices.calendar import add_business_days


def still_open(request: MoreTime, actor: Any) -> str | None:
    if obligations.find(request.source, request.object_id):
        return None
    return _("This is done already, so it needs no later day.")


MORE_TIME = Lifecycle(
    MoreTime,
    Step(
        name="pass_by_rule",
        source=MoreTimeState.REQUESTED,
        target=MoreTimeState.GRANTED,
        may=None,
        verb="moretime.passed_by_rule",
        label=gettext_lazy("Grant by rule"),
        past=gettext_lazy("More time granted by rule"),
        effect=gettext_lazy("The day moves by what the stage's conditions say. Reminders follow the new day."),
        needs=(still_open,),
    ),
    Step(
        name="grant",
        source=MoreTimeState.REQUESTED,
        target=MoreTimeState.GRANTED,
        may="funding.decide_moretime",
        verb="moretime.granted",
        label=gettext_lazy("Grant more time"),
        past=gettext_lazy("More time granted"),
        effect=gettext_lazy("The day moves. Reminders follow the new day."),
        tells=gettext_lazy("Every member of the group, with the new day."),
        needs=(still_open,),
        form="funding.forms.asking.GrantForm",
    ),
    Step(
        name="refuse",
        source=MoreTimeState.REQUESTED,
        target=MoreTimeState.REFUSED,
        may="funding.decide_moretime",
        verb="moretime.refused",
        label=gettext_lazy("Do not grant"),
        past=gettext_lazy("More time not granted"),
        effect=gettext_lazy("The day stays as it is."),
        tells=gettext_lazy("Every member of the group, with your reason."),
        note=Note.REQUIRED,
        danger=True,
    ),
    Step(
        name="withdraw",
        source=MoreTimeState.REQUESTED,
        target=MoreTimeState.WITHDRAWN,
        may="funding.ask_more",
        verb="moretime.withdrawn",
        label=gettext_lazy("Take back"),
        past=gettext_lazy("Wish for more time taken back"),
        effect=gettext_lazy("The day stays as it is."),
    ),
    initial=MoreTimeState.REQUESTED,
)


def ask(name: str, pk: int, *, actor: Any, why: str = "", seen: date | None = None) -> MoreTime:
    """Ask for a later day. Raises ``NotAllowed``, or ``Refused`` where nothing is open or no later day is possible.

    ``seen`` is the day that the page showed. Whoever asks again from the same page, since no answer came or another
    member was quicker, is given the answer that stands there already.
    """
    with transaction.atomic(), kindly(MoreTime):
        found = obligations.find(name, pk)
        if found is None:
            raise Refused([_("This is done already, so it needs no later day.")])
        award = Award.objects.select_for_update(of=("self",), no_key=True).get(pk=found.award.pk)
        if not permissions.check("funding.ask_more", actor, award):
            raise NotAllowed
        asked = MoreTime.objects.about(name, pk).filter(before_on=seen).order_by("-id").first() if seen else None
        if asked is not None:
            return asked
        if reason := no_later_day(found):
            raise Refused([reason])
        by_rule = until_by_rule(found)
        terms = conditions_of(award)
        made = MoreTime.objects.create(
            award=award,
            source=name,
            object_id=pk,
            before_on=found.due_on,
            why=why.strip(),
            by_rule=by_rule is not None,
            requested_by=actor,
            due_on=add_business_days(timezone.localdate(), terms.decide_within),
        )
        event = audit.record("moretime.requested", made, actor=actor)
        if by_rule is not None:
            with MORE_TIME.moving(made, "pass_by_rule", actor=None) as move:
                _granted(move, by_rule)
        else:
            people, said = readers_of(award, but=actor), {**_said(made), "why": made.why}
            notices.tell(people, emails.MORE_TIME_ASKED, about=made, due=made.due_on, key=f"audit:{event.pk}", **said)
    return made


def until_by_rule(found: Obligation, terms: Conditions | None = None) -> date | None:
    """The day that a wish is given by rule; nothing where the rule was used up, or leaves it to a person."""
    days = (terms or conditions_of(found.award)).more_time_days
    if not days or MoreTime.objects.about(found.name, found.pk).exists():
        return None
    until = max(found.due_on, timezone.localdate()) + timedelta(days=days)
    last = last_day(found.name, found.award)
    return min(until, last) if last else until


def last_day(name: str, award: Award) -> date | None:
    """Beyond which no day can be granted: an account is settled within two months of the end, by law."""
    return two_months_after(award.ends_on) if name == "settlement" and award.ends_on else None


def no_later_day(found: Obligation) -> str | None:
    """Why nothing later is possible, in a sentence."""
    last = last_day(found.name, found.award)
    if last is None or last > found.due_on:
        return None
    return _(
        "The law allows two months after the end for a settlement, so %(day)s cannot move."
        " Tell us that you need help instead, and your office will call."
    ) % {"day": date_format(found.due_on)}


def _granted(move: Move, until: date) -> None:
    move.set(until_on=until, decided_at=move.now)
    made = move.subject
    obligations.move(made.source, made.object_id, until)
    move.tell(members_of(made.award), emails.MORE_TIME_GRANTED, **_said(made), until=until, by_rule=made.by_rule)


def _said(made: MoreTime) -> dict[str, Any]:
    return {"label": deadlines.get(made.source).label, "project": str(made.award), "before": made.before_on}


@MORE_TIME.performs("grant")
def grant(request: MoreTime, *, actor: Any, until: date) -> MoreTime:
    """A person's yes: the new day."""
    with transaction.atomic():
        award = Award.objects.select_for_update(of=("self",), no_key=True).get(pk=request.award_id)
        with MORE_TIME.moving(request, "grant", actor=actor) as move:
            _check(until, move.subject, award)
            move.set(decided_by=actor)
            _granted(move, until)
    return request


def _check(until: date, request: MoreTime, award: Award) -> None:
    last = last_day(request.source, award)
    if until <= max(request.before_on, timezone.localdate()):
        raise Refused([_("Please choose a day later than %(day)s.") % {"day": date_format(request.before_on)}])
    if last and until > last:
        raise Refused(
            [
                _("The law allows two months after the end for a settlement: %(day)s at the latest.")
                % {"day": date_format(last)}
            ]
        )


@MORE_TIME.performs("refuse")
def refuse(request: MoreTime, *, actor: Any, note: str) -> MoreTime:
    """A person's no, with a sentence."""
    with MORE_TIME.moving(request, "refuse", actor=actor, note=note) as move:
        move.set(decided_by=actor, decided_at=move.now)
        people = members_of(move.subject.award)
        move.tell(people, emails.MORE_TIME_REFUSED, **_said(move.subject), words=move.note)
    return request


@MORE_TIME.performs("withdraw")
def withdraw(request: MoreTime, *, actor: Any) -> MoreTime:
    """The group manages after all."""
    with MORE_TIME.moving(request, "withdraw", actor=actor):
        pass
    return request
