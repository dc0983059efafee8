"""How many queries the pages of changes, pauses and cancellation may cost."""

from datetime import timedelta

from django.utils import timezone

from tests.budgets import Ask, Budget
from tests.cast import SEONGSU


def _work(ask: Ask):
    """Another project of jiwoo's group at work."""
    from tests.funding import making_spend

    ask("center"), ask("district_office")
    people = (ask("division_official"), ask("division_director"), [ask("places")[SEONGSU]], ask("jiwoo"))
    return making_spend.at_work(*people)


def _first(ask: Ask):
    from funding.models import Award

    return Award.objects.filter(state="running").order_by("id").first() or _work(ask)


def on_one(ask: Ask, numbers: range) -> None:
    """Many changes and pauses of one project."""
    from funding.models import Pause, Variation

    work, today = _first(ask), timezone.localdate()
    for number in numbers:
        day = today - timedelta(days=2 * number + 2)
        moved = {"days": 1, "ends_on": [day.isoformat()] * 2, "reports": {}, "variations": {}}
        Pause.objects.create(
            award=work, from_on=day, expected_on=day, ended_on=day + timedelta(days=1), by=ask("jiwoo"), moved=moved
        )
        made = Variation.objects.create(
            award=work, kind="period", before={"ends_on": "2026-12-01"}, after={"ends_on": "2026-12-02"}, reason="비",
            requested_by=ask("jiwoo"), due_on=today,
        )  # fmt: skip
        Variation.objects.filter(pk=made.pk).update(state="withdrawn")


def on_many(ask: Ask, numbers: range) -> None:
    """For every second row a change, a pause and a cancellation, each of a project of its own, which takes long."""
    from funding.workflow import pausing
    from tests.funding import changing

    for _number in numbers[::2]:
        changing.asked(_work(ask), ask("jiwoo"))
        until = timezone.localdate() + timedelta(days=9)
        pausing.pause(_work(ask), actor=ask("jiwoo"), expected_on=until)
        changing.proposed(_work(ask), ask("division_official"))


def claim(ask: Ask, numbers: range) -> None:
    """What many members said on one cancellation."""
    from funding.models import Clawback, Statement
    from tests.funding import changing

    made = Clawback.objects.first() or changing.proposed(_work(ask), ask("division_official"))
    for number in numbers:
        Statement.objects.create(clawback=made, by=ask("jiwoo"), text=f"{number}")


def _of(name: str):
    from django.apps import apps

    return lambda ask: {"pk": apps.get_model("funding", name).objects.order_by("id").first().pk}


def work(ask: Ask):
    return {"pk": _first(ask).pk}


BUDGETS = [
    Budget("funding:variations", 8, "district_officer", fill=on_many),
    Budget("funding:variations", 8, "division_official", fill=on_many, query="?state=all&q=골목&late=true"),
    Budget("funding:pauses", 8, "district_officer", fill=on_many),
    Budget("funding:clawbacks", 8, "division_official", fill=on_many),
    Budget("funding:changes", 12, "jiwoo", fill=on_one, arguments=work),
    Budget("funding:change-budget", 12, "jiwoo", fill=on_one, arguments=work),
    Budget("funding:variation", 14, "district_officer", fill=on_one, arguments=_of("Variation")),
    Budget("funding:clawback", 14, "jiwoo", fill=claim, arguments=_of("Clawback")),
]
