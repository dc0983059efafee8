"""Two people act on postings in the same moment, each over a connection of their own."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP

from casework.lifecycle import NotAllowed, Refused
from casework.models import AuditEvent
from tests.cast import TOTP_SECRET, person, posted
from tests.races.together import together
from villages.models import Posting
from villages.workflow import posting as postings

pytestmark = pytest.mark.django_db(transaction=True)


def fresh(posting: Posting) -> Posting:
    """The posting as another process would read it."""
    return Posting.objects.select_related("office", "person").get(pk=posting.pk)


def test_two_administrators_cannot_end_each_other_in_the_same_moment(administrator, division):
    other = posted(person("남궁솔", "sol@example.kr"), division, "administrator")
    first = Posting.objects.get(person=administrator)
    results = together(
        lambda: postings.end(fresh(other), actor=fresh(first).person, note="직무가 바뀌었습니다"),
        lambda: postings.end(fresh(first), actor=fresh(other).person, note="직무가 바뀌었습니다"),
    )
    assert [isinstance(result, Refused | NotAllowed) for result in results].count(True) == 1, results
    assert Posting.objects.in_force().filter(role="administrator").count() == 1


def test_a_posting_is_accepted_or_withdrawn_but_never_both(division_official, center, jiwoo):
    TOTP.activate(jiwoo, TOTP_SECRET)
    posting = postings.propose(jiwoo, center, "adviser", actor=division_official)
    results = together(
        lambda: postings.accept(fresh(posting), actor=fresh(posting).person, pledge=True),
        lambda: postings.withdraw(fresh(posting), actor=division_official, note="잘못 눌렀습니다"),
    )
    assert [isinstance(result, Refused | NotAllowed) for result in results].count(True) == 1, results
    verbs = AuditEvent.objects.filter(verb__in=["posting.accepted", "posting.withdrawn"])
    assert verbs.count() == 1
    assert Posting.objects.get(pk=posting.pk).state == (
        "ended" if isinstance(results[0], Refused | NotAllowed) else "active"
    )


def test_a_posting_proposed_twice_in_one_moment_stands_once(division_official, center, jiwoo):
    results = together(*[lambda: postings.propose(jiwoo, center, "adviser", actor=division_official)] * 4)
    assert [isinstance(result, Refused | NotAllowed) for result in results].count(True) == 3, results
    assert Posting.objects.filter(person=jiwoo).count() == 1
    assert AuditEvent.objects.filter(verb="posting.proposed").count() == 1
