"""Sums are exact, and every rule of a call about money is one sentence."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals import budget
from proposals.enums import Item


def line(**fields):
    return {"item": "materials", "unit_price": 10_000, "quantity": 2, "times": 3} | fields


def call(*items, **fields):
    rows = [SimpleNamespace(**{"item": "materials", "cap": None, "cap_percent": None} | row) for row in items]
    terms = {
        "ceiling": 1_000_000, "own_share_percent": Decimal("10.00"), "hour_cap": 10_000, "hours_a_day": 8,
        "hours_a_week": 15, "leaders_unpaid": True,
    }  # fmt: skip
    return SimpleNamespace(**terms | fields, budget_items=SimpleNamespace(all=lambda: rows))


def hours(a_day, a_week):
    return line(item="allowance", own=6_000, hours_a_day=a_day, hours_a_week=a_week)


ALL = ({}, {"item": "instructor"}, {"item": "allowance"})


def test_a_line_is_price_times_quantity_times_times():
    sums = budget.totals([line(own=6_000), line(item="rent", unit_price="1,500", quantity=1, times=1)])
    assert (sums.grant, sums.own, sums.total) == (55_500, 6_000, 61_500)
    assert sums.by_item == {"materials": 54_000, "rent": 1_500}


def test_own_share_percent_is_of_the_grant_and_never_rounded_up():
    assert budget.totals([line(unit_price=3, quantity=1, times=1, own=1)]).own_percent == Decimal("50.00")
    assert budget.totals([line(unit_price=1_000_001, quantity=1, times=1, own=90_909)]).own_percent == Decimal("9.99")


def test_a_budget_within_every_rule_has_no_problem():
    assert budget.problems(call(*ALL), [line(own=6_000)]) == []
    assert budget.problems(call(*ALL), [hours(8, 14)]) == []
    assert budget.problems(call(*ALL), [hours("3", "9")]) == []


@pytest.mark.parametrize(
    ("rows", "terms", "items", "says"),
    [
        ([line(item="rent", own=9_000)], {}, ALL, str(Item.RENT.label)),
        ([line(own=6_000)], {}, ({"cap": 50_000},), "50,000"),
        ([line(own=6_000), line(item="instructor")], {}, ({"cap_percent": 20}, {"item": "instructor"}), "20"),
        ([line(own=6_000)], {"ceiling": 50_000}, ALL, "4,000"),
        ([line(own=5_000)], {}, ALL, "9.09"),
        ([line(own=70_000)], {}, ALL, "70,000"),
        ([line(item="allowance", unit_price=12_000, own=9_000)], {}, ALL, "10,000"),
        ([hours(None, None)], {}, ALL, "하루와 한 주"),
        ([hours(8, None)], {}, ALL, "하루와 한 주"),
        ([hours(9, 14)], {}, ALL, "하루 8시간"),
        ([hours(8, 15)], {}, ALL, "한 주 15시간 미만"),
        ([hours(5, 12)], {"hours_a_day": 4, "hours_a_week": 12}, ALL, "한 주 12시간 미만"),
        ([hours(5, 12)], {"hours_a_day": 4, "hours_a_week": 13}, ALL, "하루 4시간"),
        ([hours(6, 3)], {}, ALL, "한 주의 시간"),
        ([line(unit_price=10**9)], {}, ALL, "1"),
        ([line(unit_price=999_999_999, quantity=999_999_999)], {}, ALL, "1"),
    ],
)
def test_each_broken_rule_is_one_sentence(rows, terms, items, says):
    problems = budget.problems(call(*items, **terms), rows)
    assert any(says in each for each in problems), problems


def test_an_item_without_a_row_is_refused_only_where_the_call_lists_items():
    assert budget.problems(call(), [line(item="rent", own=6_000)]) == []


def test_fees_for_leaders_are_recalled_only_where_fees_are_planned():
    assert budget.reminders(call(*ALL), [line(item="instructor")])
    assert not budget.reminders(call(*ALL), [line()])
    assert not budget.reminders(call(*ALL, leaders_unpaid=False), [line(item="instructor")])


@pytest.mark.parametrize(
    "value", [None, "", "abc", "=SUM(A1)", "1.5", -3, True, "９", "1e9", [], {}, 10**40, "9" * 5000]
)
def test_what_is_no_number_counts_as_nothing(value):
    sums = budget.totals([line(unit_price=value, own=value)])
    assert sums.total == 0
    budget.problems(call(*ALL), [line(unit_price=value)])


@given(st.lists(st.fixed_dictionaries({
    "item": st.sampled_from(["materials", "rent", "", "?"]), "unit_price": st.integers(0, 10**11),
    "quantity": st.integers(0, 10**6), "times": st.integers(0, 10**6), "own": st.integers(0, 10**13),
}), max_size=30))  # fmt: skip
def test_sums_always_add_up_and_fit_their_columns(rows):
    sums = budget.totals(rows)
    assert sums.grant == sum(sums.by_item.values())
    assert sums.total == sum(each.total for each in budget.lines_of(rows))
    assert 0 <= sums.total <= 100 * budget.LARGEST_LINE < 2**63
