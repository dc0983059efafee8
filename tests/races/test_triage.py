"""Two people act on one submitted file in the same moment, each over a connection of their own."""

import pytest

from casework.lifecycle import NotAllowed, Refused
from proposals.models import Proposal
from proposals.workflow import submission, triage
from tests.groups.conftest import forming, group, three, village  # noqa: F401 - fixtures
from tests.groups.making import fresh
from tests.proposals import making
from tests.proposals.files import in_days, posting
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def again(person):
    """The person as another request would load them."""
    return type(person).objects.get(pk=person.pk)


@pytest.fixture
def file(division, group, center, triage_officer, district_officer):  # noqa: F811
    return making.submitted(making.draft(group, making.open_call()))


def refusals(results):
    odd = [each for each in results if isinstance(each, Exception) and not isinstance(each, Refused | NotAllowed)]
    assert not odd, odd
    return sum(isinstance(each, Refused | NotAllowed) for each in results)


def test_two_officers_decide_at_once_and_one_is_told(file, triage_officer, district_officer):
    results = together(
        lambda: triage.find_eligible(fresh(file), actor=again(triage_officer)),
        lambda: triage.find_ineligible(fresh(file), actor=again(district_officer), rule="규칙", note="이유"),
    )
    assert refusals(results) == 1
    assert fresh(file).state in ("eligible", "ineligible")


def test_a_return_and_a_withdrawal_at_once_leave_one_state(file, triage_officer, jiwoo):
    together(
        lambda: triage.return_(
            fresh(file), actor=again(triage_officer), points=[("idea", "누가 함께하나요?")], due_back_on=in_days(14)
        ),
        lambda: submission.withdraw(fresh(file), actor=again(jiwoo)),
    )
    found = Proposal.objects.get(pk=file.pk)
    assert found.state == "withdrawn"


def test_an_assignment_and_the_end_of_the_posting_strand_no_file(file, triage_officer, district_officer):
    from villages.workflow import posting as postings

    held = posting(triage_officer)
    together(
        lambda: triage.assign(fresh(file), actor=again(district_officer), posting=fresh(held)),
        lambda: postings.end(fresh(held), actor=again(triage_officer), successor=None, note="전보"),
    )
    found = fresh(file)
    assert found.assigned_to is None or found.assigned_to.is_in_force
