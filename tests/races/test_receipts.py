"""Two telephones at once on one line: one of them reads what is left, and the line is never overdrawn."""

import pytest

from casework.lifecycle import Refused
from funding.models import Award, Expense
from funding.queries.spending import lines_of
from tests.cast import OKSU, SEONGSU
from tests.funding import making_spend as making
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_telephones_cannot_overdraw_a_line(
    places, center, district_office, division_official, division_director, jiwoo, seoyeon
):
    villages = [places[SEONGSU], places[OKSU]]
    award = making.at_work(division_official, division_director, villages, jiwoo, seoyeon)

    def enter(person):
        def act():
            try:
                making.spent(Award.objects.get(pk=award.pk), 400_000, by=person, payee=person.name)
            except Refused as error:
                return str(error)
            return ""

        return act

    answers = together(enter(jiwoo), enter(seoyeon))
    assert sorted(bool(answer) for answer in answers) == [False, True]
    assert "200,000" in next(answer for answer in answers if answer)
    assert Expense.objects.count() == 1
    assert next(line.left for line in lines_of(award) if line.item == "materials") == 200_000
