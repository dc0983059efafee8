"""From the running project to the closed account."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.enums import Note
from casework.lifecycle import Step
from funding.enums import AwardState, ReportKind, ReportState
from funding.models import Award, Report, Settlement


def period_is_over(award: Award, actor: Any) -> str | None:
    if award.ends_on and award.ends_on < timezone.localdate():
        return None
    return _("The project's period is not over yet.")


def final_report_is_in(award: Award, actor: Any) -> str | None:
    handed_in = [ReportState.SUBMITTED, ReportState.ACCEPTED]
    if Report.objects.filter(award=award, kind=ReportKind.FINAL, state__in=handed_in).exists():
        return None
    return _("The final report is not handed in yet.")


def account_is_accepted(award: Award, actor: Any) -> str | None:
    if Settlement.objects.filter(award=award, state=ReportState.ACCEPTED).exists():
        return None
    return _("The settlement is not accepted yet.")


def nothing_is_owed(award: Award, actor: Any) -> str | None:
    if Settlement.objects.filter(award=award, returned_on__isnull=False).exists():
        return None
    return _("There is money to return.")


def outcome_is_judged(award: Award, actor: Any) -> str | None:
    return None if award.outcome else _("Nobody has judged yet what came of the project.")


STEPS: tuple[Step, ...] = (
    Step(
        name="finish",
        source=AwardState.RUNNING,
        target=AwardState.REPORTING,
        may="funding.finish_award",
        verb="award.finished",
        label=gettext_lazy("We are done"),
        past=gettext_lazy("The group said that it is done"),
        effect=gettext_lazy(
            "The project ends today. Write the final report, enter the last receipts, and hand in the settlement."
        ),
        tells=gettext_lazy("Every member of the group."),
    ),
    Step(
        name="run_out",
        source=AwardState.RUNNING,
        target=AwardState.REPORTING,
        may=None,
        verb="award.period_over",
        label=gettext_lazy("End the period"),
        past=gettext_lazy("The period is over"),
        effect=gettext_lazy("The final report and the settlement are due."),
        needs=(period_is_over,),
    ),
    Step(
        name="account",
        source=AwardState.REPORTING | AwardState.ENDED_EARLY,
        target=AwardState.SETTLING,
        may=None,
        verb="award.settling",
        label=gettext_lazy("Begin the settlement"),
        past=gettext_lazy("Settlement begun"),
        effect=gettext_lazy("The settlement can be handed in."),
        needs=(final_report_is_in,),
    ),
    Step(
        name="settle",
        source=AwardState.SETTLING,
        target=AwardState.SETTLED,
        may=None,
        verb="award.settled",
        label=gettext_lazy("Settle"),
        past=gettext_lazy("Settled"),
        effect=gettext_lazy("The account stands. What is left of the promise goes back to the pot."),
        needs=(account_is_accepted,),
    ),
    Step(
        name="judge",
        source=AwardState.SETTLING | AwardState.SETTLED,
        target=None,
        may="funding.judge_award",
        verb="award.judged",
        label=gettext_lazy("Judge what came of it"),
        past=gettext_lazy("Judged what came of the project"),
        effect=gettext_lazy(
            "The group reads your judgement and your note. “No result, but learned” does not bar it from asking again."
        ),
        tells=gettext_lazy("Every member of the group, with your note."),
        note=Note.REQUIRED,
        note_label=gettext_lazy("Why, in words that the group reads"),
        form="funding.forms.settlement.JudgeForm",
    ),
    Step(
        name="close",
        source=AwardState.SETTLED,
        target=AwardState.CLOSED,
        may=None,
        verb="award.closed",
        label=gettext_lazy("Close"),
        past=gettext_lazy("Closed"),
        effect=gettext_lazy("Everything is told, settled and returned."),
        needs=(nothing_is_owed, outcome_is_judged),
    ),
)
