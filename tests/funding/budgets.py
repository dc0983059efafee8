"""How many queries the pages of rounds may cost."""

from tests.budgets import Ask, Budget
from tests.cast import HONGDAE, OKSU, SEONGSU
from tests.funding import asking_budgets, changing_budgets, going_on_budgets, paying_budgets


def _villages(ask: Ask):
    return [ask("places")[code] for code in (SEONGSU, OKSU, HONGDAE)]


def _announced(ask: Ask, number: int = 0):
    """An announced round of one call that they share."""
    from proposals.models import Call
    from tests.funding import making
    from tests.proposals.making import open_call

    people = (ask("division_official"), ask("division_director"))
    call = Call.objects.first() or open_call()
    return making.pot(call, 90_000_000, state="announced", people=people, name_ko=f"심의 {number}")


def rounds(ask: Ask, numbers: range) -> None:
    """Announced rounds."""
    for number in numbers:
        _announced(ask, number)


def awards(ask: Ask, numbers: range) -> None:
    """Awards of one announced round with their entries, and as many proposals on its reserve list."""
    import pgtrigger

    from funding.models import Allocation, FundingRound
    from funding.workflow import ledger
    from tests.funding import making

    round_ = FundingRound.objects.first() or _announced(ask)
    for number in numbers:
        selected, waiting = making.in_review(round_.calls.get(), _villages(ask), 2)
        ledger.commit(making.award(round_, selected), 1_000_000, by=None, key=f"award {number}")
        with pgtrigger.ignore():
            type(waiting).objects.filter(pk=waiting.pk).update(state="reserve")
            Allocation.objects.create(
                round=round_, proposal=waiting, district_id=waiting.village.district_id, theme=waiting.theme,
                asked=1_000_000, outcome="reserve", reserve_place=number + 1, place=number + 1,
            )  # fmt: skip


def proposals(ask: Ask, numbers: range) -> None:
    """Rows in one ranking, all of them selected, and two ceilings."""
    from funding.models import Allocation, FundingRound
    from proposals.models import Call
    from tests.funding import making

    villages = _villages(ask)
    if not FundingRound.objects.exists():
        making.ranked(90_000_000, villages, number=1, ceilings={villages[0].district: 50_000_000, "food": 30_000_000})
    round_ = FundingRound.objects.get()
    for number in numbers:
        file = making.in_review(Call.objects.get(), villages)[0]
        Allocation.objects.create(
            round=round_, proposal=file, district_id=file.village.district_id, theme=file.theme, asked=1_000_000,
            amount=1_000_000, outcome="selected", place=number + 2, rank=number + 2, score=8000,
        )  # fmt: skip


def one(ask: Ask):
    from funding.models import FundingRound

    return {"pk": FundingRound.objects.order_by("id").first().pk}


def _work(ask: Ask):
    """One project of jiwoo's group at work, which they share."""
    from funding.models import Award
    from tests.funding import making_spend

    ask("center"), ask("district_office")
    people = (ask("division_official"), ask("division_director"), _villages(ask)[:1], ask("jiwoo"))
    return Award.objects.filter(state="running").first() or making_spend.at_work(*people)


def receipts(ask: Ask, numbers: range) -> None:
    """Receipts and days in the diary of one project."""
    from django.utils import timezone

    from funding.models import Activity, Expense
    from tests.funding import making_spend

    work, today = _work(ask), timezone.localdate()
    mine = {"award": work, "by": ask("jiwoo")}
    line = making_spend.line_of(work)
    for number in numbers:
        rule = [{"rule": "no_file", "word": "나중에"}]
        Expense.objects.create(
            **mine, line=line, spent_on=today, amount=1000 + number, payee=f"가게 {number}", warnings=rule
        )
        Activity.objects.create(**mine, on=today, title=f"모임 {number}", attendance=9, newcomers=number % 9)


def reported(ask: Ask, numbers: range) -> None:
    """Projects whose mid-term check and settlement wait to be read."""
    from django.utils import timezone

    from funding.models import Report, Settlement
    from tests.funding import making_spend

    ask("center"), ask("district_office")
    people = (ask("division_official"), ask("division_director"), _villages(ask)[:1], ask("jiwoo"))
    sent = {"state": "submitted", "submitted_by": ask("jiwoo"), "submitted_at": timezone.now()}
    for _number in numbers:
        work = making_spend.at_work(*people)
        Report.objects.filter(award=work).update(**sent)
        Settlement.objects.create(award=work, due_on=timezone.localdate())
        Settlement.objects.filter(award=work).update(**sent, paid=work.paid, unspent=work.paid)


def work(ask: Ask):
    return {"pk": _work(ask).pk}


def settlement_of_work(ask: Ask):
    """The account of that project, waiting to be read."""
    from django.utils import timezone

    from funding.models import Settlement

    made, _new = Settlement.objects.get_or_create(award=_work(ask), defaults={"due_on": timezone.localdate()})
    return {"pk": made.award_id}


def check_of_work(ask: Ask):
    return {"pk": _work(ask).reports.get().pk}


TRIAL = "?select=9&reserve=2&percent=90"
BUDGETS = [
    Budget("funding:results", 3, fill=rounds),
    Budget("funding:result", 3, fill=awards, arguments=one),
    Budget("funding:rounds", 8, "division_official", fill=rounds),
    Budget("funding:round", 10, "division_official", fill=proposals, arguments=one),
    Budget("funding:round", 10, "division_official", fill=proposals, arguments=one, query="?edit=1"),
    Budget(
        "funding:round", 10, "division_official", fill=proposals, arguments=one, query="?select=9&reserve=2&percent=90"
    ),
    Budget("funding:history", 8, "division_official", fill=proposals, arguments=one),
    Budget("funding:fairness", 10, "division_official", fill=proposals, arguments=one),
    Budget("funding:ledger", 8, "auditor", fill=awards, arguments=one),
    Budget("funding:reserve", 12, "division_official", fill=awards, arguments=one),
    Budget("funding:reconciliation", 8, "auditor", fill=rounds),
    Budget("funding:expenses", 12, "jiwoo", fill=receipts, arguments=work),
    Budget("funding:new-expense", 10, "jiwoo", fill=receipts, arguments=work),
    Budget("funding:diary", 10, "jiwoo", fill=receipts, arguments=work),
    Budget("funding:report", 14, "jiwoo", fill=receipts, arguments=check_of_work),
    Budget("funding:write-report", 13, "jiwoo", fill=receipts, arguments=check_of_work),
    Budget("funding:settlement", 16, "district_officer", fill=receipts, arguments=settlement_of_work),
    Budget("funding:reports", 8, "district_officer", fill=reported),
    Budget("funding:reports", 8, "division_official", fill=reported, query="?state=all&q=골목"),
    Budget("funding:settlements", 8, "district_officer", fill=reported),
    *paying_budgets.BUDGETS,
    *asking_budgets.BUDGETS,
    *changing_budgets.BUDGETS,
    *going_on_budgets.BUDGETS,
]
