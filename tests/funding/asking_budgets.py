"""How many queries the pages of what is due may cost."""

from tests.budgets import Ask, Budget
from tests.cast import HONGDAE, OKSU, SEONGSU
from tests.funding import making_agree


def due(ask: Ask, numbers: range) -> None:
    """Awards that wait for a yes, for an account and for a payment, of groups of their own."""
    from tests.funding.budgets import _announced
    from tests.funding.making import award, in_review

    round_, villages = _announced(ask), [ask("places")[code] for code in (SEONGSU, OKSU, HONGDAE)]
    for number in numbers:
        made = making_agree.promised(award(round_, in_review(round_.calls.get(), villages[:1])[0]))
        if number % 2:
            making_agree.agreed(made)


def _group(ask: Ask):
    from tests.funding.budgets import _work

    return {"pk": _work(ask).group_id}


def _one(ask: Ask):
    from tests.funding.budgets import _work

    return {"name": "midterm-check", "pk": _work(ask).reports.get().pk}


BUDGETS = [
    Budget("funding:due", 8, "division_official", fill=due, query="?when=all"),
    Budget("funding:due", 8, "district_officer", fill=due, query="?when=month&moved=on"),
    Budget("funding:group-due", 12, "jiwoo", arguments=_group),
    Budget("funding:obligation", 14, "jiwoo", arguments=_one),
]
