"""Changes of what was agreed on: asked for by the group, passed by rule where they are small, else decided by a person.

What is approved takes effect in the same moment. Nothing changes without a row here, with what was before and after.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import audit, permissions
from casework.constraints import kindly
from casework.enums import Note
from casework.lifecycle import Lifecycle, NotAllowed, Refused, Step
from funding import emails, varying
from funding.enums import AwardState, ReportKind, ReportState, VariationKind, VariationState
from funding.models import Award, BudgetLine, Report, Variation
from funding.queries.conditions import conditions_of
from funding.queries.people import deciders_of, members_of
from funding.queries.spending import lines_of
from funding.workflow import variation_checks as checks
from notices import workflow as notices
from notices.calendar import add_business_days


def award_is_at_work(variation: Variation, actor: Any) -> str | None:
    state = Award.objects.values_list("state", flat=True).get(pk=variation.award_id)
    return None if state in checks.CHANGEABLE else _("The project is over, and so is what could be changed.")


VARIATION = Lifecycle(
    Variation,
    Step(
        name="pass_",
        source=VariationState.REQUESTED,
        target=VariationState.APPROVED,
        may=None,
        verb="variation.passed",
        label=gettext_lazy("Pass by rule"),
        past=gettext_lazy("Small change, passed by rule"),
        effect=gettext_lazy("It is within what the stage leaves to the group."),
    ),
    Step(
        name="approve",
        source=VariationState.REQUESTED,
        target=VariationState.APPROVED,
        may="funding.decide_variation",
        verb="variation.approved",
        label=gettext_lazy("Approve the change"),
        past=gettext_lazy("Change approved"),
        effect=gettext_lazy("It holds at once: budget, period or plan are what stands under “after”."),
        tells=gettext_lazy("Every member of the group, with your words."),
        needs=(award_is_at_work,),
        note=Note.OPTIONAL,
        note_label=gettext_lazy("A word to the group"),
    ),
    Step(
        name="refuse",
        source=VariationState.REQUESTED,
        target=VariationState.REFUSED,
        may="funding.decide_variation",
        verb="variation.refused",
        label=gettext_lazy("Do not approve"),
        past=gettext_lazy("Change not approved"),
        effect=gettext_lazy("Everything stays as it was agreed. The group reads your reason and may ask again."),
        tells=gettext_lazy("Every member of the group, with your reason."),
        note=Note.REQUIRED,
        danger=True,
    ),
    Step(
        name="withdraw",
        source=VariationState.REQUESTED,
        target=VariationState.WITHDRAWN,
        may="funding.withdraw_variation",
        verb="variation.withdrawn",
        label=gettext_lazy("Take the request back"),
        past=gettext_lazy("Request taken back"),
        effect=gettext_lazy("Nothing changes. You may ask again."),
    ),
    initial=VariationState.REQUESTED,
)


# --- Asking ------------------------------------------------------------------------------------------


def ask_budget(award: Award, *, actor: Any, lines: Sequence[checks.Line], reason: str) -> Variation:
    """Divide the grant among the lines anew. Small changes hold at once; see ``varying.is_small``."""
    with transaction.atomic(), kindly(Variation):
        locked = _open(award, actor)
        after = {"lines": [line.kept() for line in lines]}
        if reasons := checks.about_budget(locked, lines):
            raise Refused(reasons)
        made = _ask(locked, VariationKind.BUDGET, {"lines": varying.lines_now(locked)}, after, actor, reason)
        if varying.is_small(locked, made.before, made.after):
            _pass(made)
        else:
            _tell_deciders(made)
    return made


def ask_period(award: Award, *, actor: Any, ends_on: date, reason: str) -> Variation:
    """Another last day. A person decides."""
    with transaction.atomic(), kindly(Variation):
        locked = _open(award, actor)
        if reasons := checks.about_period(locked, ends_on):
            raise Refused(reasons)
        before = {"ends_on": locked.ends_on.isoformat()}  # type: ignore[union-attr]
        made = _ask(locked, VariationKind.PERIOD, before, {"ends_on": ends_on.isoformat()}, actor, reason)
        _tell_deciders(made)
    return made


def ask_content(award: Award, *, actor: Any, part: str, text: str, reason: str) -> Variation:
    """Another text for one answer of the plan. A person decides."""
    with transaction.atomic(), kindly(Variation):
        locked = _open(award, actor)
        said = next((each for each in varying.plan_now(locked) if each.part == part), None)
        if reasons := checks.about_content(said, text):
            raise Refused(reasons)
        before = {"part": part, "text": said.text if said else ""}
        made = _ask(locked, VariationKind.CONTENT, before, {"part": part, "text": text.strip()}, actor, reason)
        _tell_deciders(made)
    return made


def record_representative(award: Award, *, before: int | None, after: int, actor: Any) -> Variation:
    """The group has chosen another representative, who accepted. No office decides on that; it is recorded here."""
    with transaction.atomic():
        pair = ({"user": before}, {"user": after})
        made = _make(award, VariationKind.REPRESENTATIVE, *pair, actor, "")
        _pass(made)
    return made


def _open(award: Award, actor: Any) -> Award:
    rows = Award.objects.select_for_update(of=("self",)).select_related(
        "group", "proposal__call__stage", "village", "proposal__office"
    )
    locked = rows.get(pk=award.pk)
    if not permissions.check("funding.request_variation", actor, locked):
        raise NotAllowed
    if locked.state not in checks.CHANGEABLE:
        raise Refused([_("What was agreed on can be changed from the agreement until the project is over.")])
    return locked


def _ask(award: Award, kind: str, before: Any, after: Any, actor: Any, reason: str) -> Variation:
    if not reason.strip():
        raise Refused([_("Please write a reason.")])
    if before == after:
        raise Refused([_("Nothing would change.")])
    return _make(award, kind, before, after, actor, reason)


def _make(award: Award, kind: str, before: Any, after: Any, actor: Any, reason: str) -> Variation:
    due = add_business_days(timezone.localdate(), conditions_of(award).variation_within)
    made = Variation.objects.create(
        award=award, kind=kind, before=before, after=after, reason=reason.strip(), requested_by=actor, due_on=due
    )
    audit.record("variation.requested", made, actor=actor)
    return made


def _tell_deciders(variation: Variation) -> None:
    """Whoever decides hears of a request that no rule let pass."""
    people, key = deciders_of(variation.award, but=variation.requested_by), f"variation:{variation.pk}"
    notices.tell(people, emails.VARIATION_ASKED, about=variation, due=variation.due_on, key=key)


# --- Deciding ----------------------------------------------------------------------------------------


def _pass(variation: Variation) -> None:
    with VARIATION.moving(variation, "pass_", actor=None) as move:
        move.set(by_rule=True, decided_at=move.now)
        _take_effect(move.subject, None)
        award, asked = move.subject.award, move.subject.requested_by_id
        people = [each for each in members_of(award) if each.pk != asked]
        move.tell([*people, *deciders_of(award, but=move.subject.requested_by)], emails.VARIATION_PASSED)


@VARIATION.performs("approve")
def approve(variation: Variation, *, actor: Any, note: str = "") -> Variation:
    """A person's yes; it holds from this moment."""
    with transaction.atomic():
        _locked(variation)
        with VARIATION.moving(variation, "approve", actor=actor, note=note) as move:
            move.set(decided_by=actor, decided_at=move.now)
            _take_effect(move.subject, actor)
            move.tell(members_of(move.subject.award), emails.VARIATION_APPROVED, words=move.note)
    return variation


@VARIATION.performs("refuse")
def refuse(variation: Variation, *, actor: Any, note: str) -> Variation:
    """A person's no, with a reason."""
    with VARIATION.moving(variation, "refuse", actor=actor, note=note) as move:
        move.set(decided_by=actor, decided_at=move.now)
        move.tell(members_of(move.subject.award), emails.VARIATION_REFUSED, words=move.note)
    return variation


@VARIATION.performs("withdraw")
def withdraw(variation: Variation, *, actor: Any) -> Variation:
    """The group does not want it any more."""
    with VARIATION.moving(variation, "withdraw", actor=actor):
        pass
    return variation


def _locked(variation: Variation) -> Award:
    return Award.objects.select_for_update(of=("self",)).get(pk=variation.award_id)


# --- Taking effect -----------------------------------------------------------------------------------


def _take_effect(variation: Variation, actor: Any) -> None:
    award = _locked(variation)
    if variation.kind == VariationKind.BUDGET:
        _write_lines(award, variation.after["lines"])
        audit.record("award.budget_changed", award, actor=actor)
    elif variation.kind == VariationKind.PERIOD:
        before = award.ends_on
        days = varying.day_in(variation.after["ends_on"]) - varying.day_in(variation.before["ends_on"])
        _move_end(award, days)
        audit.record("award.period_changed", award, actor=actor, changes={"ends_on": (before, award.ends_on)})
    # Content is read from what was approved (``varying.plan_now``); who represents a group stands with the group.


def _write_lines(award: Award, lines: list[dict[str, Any]]) -> None:
    """The budget as it shall be. What was spent since the request was made still has to fit."""
    now = {line.pk: line for line in lines_of(award)}
    if {line["id"] for line in lines if line["id"]} != set(now):
        raise Refused([_("The budget changed since this was asked for. Please ask again.")])
    short = [str(now[line["id"]]) for line in lines if line["id"] and line["grant"] < now[line["id"]].spent_grant]
    if short:
        raise Refused([_("More was spent meanwhile than would be left on: %(lines)s.") % {"lines": ", ".join(short)}])
    place = max((line.position for line in now.values()), default=0)
    for line in lines:
        if line["id"] is None:
            place += 1
            values = {name: line[name] for name in ("item", "detail", "grant", "own")}
            BudgetLine.objects.create(award=award, position=place, **values)
        else:
            BudgetLine.objects.filter(pk=line["id"]).update(grant=line["grant"], own=line["own"])


def _move_end(award: Award, days: timedelta) -> None:
    """By so many days, wherever the end stands by now; a mid-term check not handed in stays at half of the period."""
    ends_on: date = award.ends_on + days  # type: ignore[operator, assignment]
    # While paused its days do not pass: whether a day is over shows when it goes on.
    if ends_on < timezone.localdate() and award.state != AwardState.PAUSED:
        raise Refused([_("This day is over.")])
    award.ends_on = ends_on
    award.save(update_fields=["ends_on"])
    half = timedelta(days=days.days // 2)
    for check in Report.objects.select_for_update(of=("self",)).filter(
        award=award, kind=ReportKind.MIDTERM, state=ReportState.DUE
    ):
        check.due_on = max(check.due_on + half, min(check.due_on, timezone.localdate()))
        check.save(update_fields=["due_on"])
