"""How an award comes to its end: by the clock or the group's word, judged, and closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from funding import emails
from funding.enums import AwardState, ReportKind
from funding.models import Award, Report, Settlement
from funding.queries.conditions import conditions_of
from funding.workflow import next_stage
from funding.workflow.award import AWARD
from groups.queries.groups import people_of


def ask_for_account(award: Award, *, ended_on: Any) -> Report:
    """The final report and the settlement of an award that ended on ``ended_on``, with their days; once.

    Call it in the transaction that ends the award, however it ends.
    """
    terms = conditions_of(award)
    report, _made = Report.objects.get_or_create(
        award=award, kind=ReportKind.FINAL, defaults={"due_on": ended_on + timedelta(days=terms.report_within)}
    )
    Settlement.objects.get_or_create(award=award, defaults={"due_on": ended_on + timedelta(days=terms.settle_within)})
    return report


@AWARD.performs("finish")
def finish(award: Award, *, actor: Any) -> Award:
    """The group is done before its time: its period ends today."""
    with AWARD.moving(award, "finish", actor=actor) as move:
        today = timezone.localdate(move.now)
        last = max(min(move.subject.ends_on, today), move.subject.starts_on)
        move.set(ends_on=last)
        report = ask_for_account(move.subject, ended_on=last)
        move.tell(people_of(move.subject.group), emails.PERIOD_OVER, due=report.due_on, link=report.get_absolute_url())
    return move.subject


def run_out(award: Award) -> Award:
    """The last day is over."""
    with AWARD.moving(award, "run_out", actor=None) as move:
        report = ask_for_account(move.subject, ended_on=move.subject.ends_on)
        move.tell(people_of(move.subject.group), emails.PERIOD_OVER, due=report.due_on, link=report.get_absolute_url())
    return move.subject


def keep_in_time() -> int:
    """End every running award whose last day is over; what the clock does. Returns how many."""
    over = Award.objects.filter(state=AwardState.RUNNING, ends_on__lt=timezone.localdate()).order_by("pk")
    ended = 0
    for pk in over.values_list("pk", flat=True):
        with transaction.atomic():
            # Somebody who pauses or ends it at this moment was first.
            award = Award.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
            if award and award.state == AwardState.RUNNING and not AWARD.missing(AWARD.steps["run_out"], award, None):
                run_out(award)
                ended += 1
    return ended


@AWARD.performs("judge")
def judge(award: Award, *, actor: Any, note: str, outcome: str) -> Award:
    """What came of it, in one of four words and a note; told to the group. It can be judged anew until closed."""
    with transaction.atomic():
        with AWARD.moving(award, "judge", actor=actor, note=note) as move:
            move.set(outcome=outcome, outcome_note=move.note[:2000])
            people = people_of(move.subject.group)
            move.tell(people, emails.JUDGED, outcome=outcome, words=move.note)
        close_when_done(award)
    return award


def close_when_done(award: Award) -> bool:
    """Close a settled award once nothing is owed and its outcome is judged. Returns whether it is closed now."""
    now = Award.objects.get(pk=award.pk)
    step = AWARD.steps["close"]
    if now.state not in step.sources or AWARD.missing(step, now, None):
        return False
    with AWARD.moving(award, "close", actor=None) as move:
        move.set(closed_at=move.now)
        move.tell(people_of(move.subject.group), emails.CLOSED)
    next_stage.open_place(move.subject)
    return True
