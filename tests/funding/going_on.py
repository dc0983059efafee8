"""What comes after an award, for the walks: the tour's stops, and the subject of its lifecycle."""

from __future__ import annotations

from django.utils import timezone

from funding.models import Nomination
from tests.casework.walk import Walk
from tests.cast import HONGDAE, OKSU, SEONGSU
from tests.funding import making_next
from tests.groups.making import fresh
from villages.models import Village

NOW = timezone.now()


def happen(ask) -> dict:
    """A year of jiwoo's group that went well, its draft for the next one, and its nomination as a city service."""
    from proposals.workflow import drafting

    call = making_next.next_call()
    year = _year(ask)
    return {
        "good_year": year,
        "second_year": drafting.begin(call, year.group, actor=ask("jiwoo")),
        "nomination": making_next.nominated(year, ask("adviser")),
    }


def _year(ask):
    people = (ask("division_official"), ask("division_director"))
    villages = [Village.objects.get(code=code) for code in (SEONGSU, OKSU, HONGDAE)]
    return making_next.went_well(*people, villages[:1], ask("jiwoo"), ask("district_officer"), ask("seoyeon"))


def _pk(name: str):
    return lambda ask: {"pk": ask(name).pk}


ARGUMENTS = {
    "funding:entry": _pk("good_year"),
    "funding:nominate": _pk("good_year"),
    "funding:nomination": _pk("nomination"),
    "proposals:last-year": _pk("second_year"),
}


def nomination(cast):
    """A nomination by the adviser, with every hand under it that its later states ask for."""
    made = making_next.nominated(_year(cast.__getitem__), cast["adviser"])
    Nomination.objects.filter(pk=made.pk).update(
        answered_by=cast["jiwoo"], answered_at=NOW, opinion_by=cast["division_director"], opinion_at=NOW,
        decided_by=cast["division_director"], decided_at=NOW, reasons="·", opinion="·", in_favour=True,
    )  # fmt: skip
    return fresh(made)


SUBJECTS = {"nomination": Walk(nomination)}
