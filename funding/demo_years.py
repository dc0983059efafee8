"""Rounds beside those of ``funding.demo``: last year's, whose awards are closed, this spring's at work, the autumn's
just agreed, and the winter's, signed and not announced.

What groups of the demonstration city asked for (``proposals.demo_city``) is ranked, signed and announced by the
workflow, and put where it stands by ``demo_put``. ``demo_lives`` lets some awards go their own ways.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone, translation

from casework.past import as_of, is_open_since
from funding import demo_lives, demo_put, demo_services
from funding.models import Allocation, Award, FundingRound
from funding.workflow import announcing, next_stage, ranking
from funding.workflow import round as rounds
from funding.workflow.ranking import Row
from proposals import demo_city
from proposals.demo_proposals import fresh, moment_of, people_by_name
from proposals.models import Call


@dataclass(frozen=True)
class Year:
    """A call and its round, announced so many days before today."""

    call: str
    names: tuple[str, str]
    announced: int


LAST = Year(demo_city.LAST_YEAR[0], ("씨앗기 지난해 심의", "Seed round, last year"), 360)
SPRING = Year(demo_city.SPRING[0], ("씨앗기 상반기 심의", "Seed round, first half"), 180)
AUTUMN = Year(demo_city.AUTUMN[0], ("씨앗기 하반기 심의", "Seed round, second half"), 14)
# Signed, to be announced next week.
WINTER = Year(demo_city.WINTER[0], ("씨앗기 겨울나기 심의", "Seed round, getting through winter"), -2)
RESERVES = 4


def load() -> None:
    """Runs once; needs a past that is still open."""
    people = people_by_name()
    past_is_open = is_open_since(timezone.localdate(moment_of(LAST.announced + 20, 9)))
    there = Call.objects.filter(title_ko=WINTER.call).exists()
    if not there or not past_is_open or FundingRound.objects.filter(name_ko=LAST.names[0]).exists():
        return
    with translation.override("ko"):
        _last_year(people)
        running = announced(SPRING, people)
        _begin(running, people, SPRING.announced)
        demo_lives.play(running, people)
        waiting = announced(AUTUMN, people)
        demo_put.agreed(waiting[1:], people["official"], on=moment_of(5, 11))
        demo_lives.begin(waiting, people)
        _signed(WINTER, people)


def _last_year(people: dict[str, Any]) -> None:
    closed = announced(LAST, people)
    _begin(closed, people, LAST.announced)
    demo_put.checked(closed, people["official"])
    demo_put.spent(closed, 100, people["official"])
    demo_put.closed(closed, people["official"])
    for award in closed:
        with as_of(award.closed_at):  # type: ignore[arg-type]
            next_stage.open_place(award)
    demo_services.nominate([each for each in closed if each.outcome == "performing"], people)


def _begin(awards: list[Award], people: dict[str, Any], announced: int) -> None:
    demo_put.agreed(awards, people["official"], on=moment_of(announced - 6, 11))
    demo_put.at_work(awards, people, on=moment_of(announced - 14, 10))


def announced(year: Year, people: dict[str, Any]) -> list[Award]:
    """The round of ``year``, signed and announced. Gives its awards, best first."""
    made = _signed(year, people)
    with as_of(moment_of(year.announced, 12)):
        announcing.announce(fresh(made), actor=people["official"])
    found = Award.objects.filter(round=made).select_related("group__village", "proposal__call__stage")
    return list(found.order_by("proposal__allocation__place"))


def _signed(year: Year, people: dict[str, Any]) -> FundingRound:
    """The round of ``year``, ranked by score, proposed and signed."""
    official, director = people["official"], people["director"]
    call = Call.objects.get(title_ko=year.call)
    with as_of(moment_of(year.announced + 12, 11)):
        count = call.proposals.filter(state="in_review").count()
        selected = max(1, count * 6 // 10)
        names = {"name_ko": year.names[0], "name_en": year.names[1]}
        made = ranking.create(actor=official, calls=[call], budget=(selected + 2) * call.ceiling, **names)
        ranking.fill(made, actor=official)
        order = Allocation.objects.filter(round=made).order_by("place").values_list("pk", flat=True)
        rows = {pk: _row(place, selected) for place, pk in enumerate(order) if place < selected + RESERVES}
        ranking.decide(made, rows, actor=official, version=None)
    with as_of(moment_of(year.announced + 9, 15)):
        rounds.propose(fresh(made), actor=official, note="점수 차례대로 올립니다.")
    with as_of(moment_of(year.announced + 4, 10)):
        director.second_factor_at = timezone.now()
        return rounds.sign(fresh(made), actor=director)


def _row(place: int, selected: int) -> Row:
    return Row("selected") if place < selected else Row("reserve", reserve_place=place - selected + 1)
