"""Questions whose SQL is made once: what stands in for who asks, now and today gets its value each time."""

from datetime import timedelta

import pytest
import time_machine
from django.db.models import BigIntegerField, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from seoul_portal.prepared import NOW, PERSON, TODAY, Prepared
from villages.models import Posting

pytestmark = pytest.mark.django_db


@pytest.fixture
def postings(adviser, triage_officer):
    return {each.person_id: each for each in Posting.objects.select_related("office")}


def test_each_asks_for_themselves_by_the_same_sql(postings, django_assert_num_queries):
    mine = Prepared(lambda: Posting.objects.filter(person=PERSON).select_related("office"))
    for person, posting in postings.items():
        with django_assert_num_queries(1):
            [found] = mine(person=person)
            assert (found, found.office.name) == (posting, posting.office.name)


def test_a_key_that_was_computed_with_is_the_askers_too(postings):
    """As in queries that take the first of several people: the driver wraps such numbers in kinds of its own."""
    first = Subquery(Posting.objects.filter(pk=OuterRef("pk")).values("person"))
    who = Coalesce(first, F("person_id"), output_field=BigIntegerField())
    theirs = Prepared(lambda: Posting.objects.annotate(who=who).filter(who=PERSON))
    for person, posting in postings.items():
        assert theirs(person=person) == [posting]


def test_now_and_today_are_those_of_the_moment(postings):
    begun = Prepared(lambda: Posting.objects.filter(starts_on__lte=TODAY).values_list("pk"))
    agreed = Prepared(lambda: Posting.objects.filter(pledged_at__lte=NOW).values_list("pk"))
    assert begun()
    assert agreed()
    with time_machine.travel(timezone.now() - timedelta(days=2000), tick=False):
        assert (begun(), agreed()) == ([], [])


def test_a_moment_read_from_the_clock_while_the_question_was_built_moves_on_with_it(postings):
    agreed = Prepared(lambda: Posting.objects.filter(pledged_at__lte=timezone.now()).values_list("pk"))
    assert agreed()
    with time_machine.travel(timezone.now() - timedelta(days=2000), tick=False):
        assert agreed() == []


def test_a_question_that_would_hold_any_other_moment_is_refused(postings):
    lately = Prepared(lambda: Posting.objects.filter(pledged_at__gte=timezone.now() - timedelta(days=1)))
    with pytest.raises(ValueError, match="present moment"):
        lately()
