"""How long the clock's and people's work with money takes: prints it as JSON, in milliseconds."""

import json
import statistics
import time
from collections.abc import Callable
from datetime import timedelta

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.db.models import DateField  # noqa: E402
from django.db.models.expressions import RawSQL  # noqa: E402
from django.utils import timezone  # noqa: E402

from funding.enums import AwardState, ReportKind, ReportState  # noqa: E402
from funding.models import Award, Report, Settlement  # noqa: E402
from funding.populate.awards import NAME  # noqa: E402
from funding.workflow import expense  # noqa: E402
from funding.workflow.expense import Receipt  # noqa: E402
from notices import deadlines  # noqa: E402
from notices.calendar import BusinessDays  # noqa: E402
from notices.models import Reminder  # noqa: E402
from notices.workflow.reminding import due_steps, remind_all, take  # noqa: E402
from proposals.enums import ProposalState  # noqa: E402
from proposals.models import Proposal  # noqa: E402

RECEIPTS = 40
DAYS = 200  # over which the due dates of reopened obligations lie


def timed(act: Callable[..., object]) -> float:
    began = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - began)


def tick() -> dict[str, float]:
    """Beat's tick: the first one tells everybody that it is time for, those after it find nothing to tell."""
    found = sum(source.open().count() for source in deadlines.sources())
    before = Reminder.objects.count()
    first = timed(remind_all)
    again = statistics.median(timed(remind_all) for _time in range(3))
    return {"open": found, "reminded": Reminder.objects.count() - before, "first": first, "again": again}


def reopened() -> dict[str, float]:
    """A tick on a usual day of a city that has its whole archive in work: what was due until yesterday has been told.

    Of finished awards report and settlement are due again, and refused proposals wait for their check, with due dates
    over the coming months. Nothing of it is committed.
    """
    with transaction.atomic():
        _reopen()
        yesterday, calendar = timezone.localdate() - timedelta(days=1), BusinessDays.load()
        for source in deadlines.sources():
            while take(source, due_steps(source, yesterday, calendar)):
                pass
        measured = tick()
        transaction.set_rollback(True)
    return measured


def _reopen() -> None:
    due = RawSQL("%s + (id %% %s)::int", (timezone.localdate(), DAYS), DateField())
    awards = Award.objects.filter(round__name_ko=NAME, state=AwardState.CLOSED)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # past the lifecycles
        Report.objects.filter(kind=ReportKind.FINAL, award__in=awards).update(state=ReportState.DUE, due_on=due)
        Settlement.objects.filter(award__in=awards).update(state=ReportState.DUE, due_on=due)
        awards.update(state=AwardState.REPORTING)
        Proposal.objects.filter(state=ProposalState.NOT_SELECTED).update(
            state=ProposalState.SUBMITTED, triage_due_on=due
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("ANALYZE")


def receipts() -> float:
    """Entering a receipt with everything that is checked: hard and soft rules, the balance, the record."""
    running = Award.objects.filter(state="running", reports__in=Report.objects.filter(kind="midterm", state="due"))
    times = []
    for number, award in enumerate(running.select_related("group", "proposal__call")[:RECEIPTS]):
        line = award.lines.order_by("position")[0]
        entry = Receipt(
            line=line, amount=1000 + number, spent_on=timezone.localdate(), payee=f"측정 {number}", word="측정이에요."
        )
        with transaction.atomic():
            times.append(timed(lambda award=award, entry=entry: expense.enter(award, entry, actor=award.proposal.lead)))
            transaction.set_rollback(True)
    return statistics.median(times) if times else 0.0


print(json.dumps({**tick(), "receipt": receipts(), "reopened": reopened()}))
