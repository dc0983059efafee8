"""What staff are reminded of."""

from datetime import timedelta

from django.utils import timezone

from notices.deadlines import deadlines_of
from villages.enums import Role
from villages.models import Posting
from villages.workflow import posting as postings


def names(user):
    return {deadline.source for deadline in deadlines_of(user)}


def test_a_proposed_posting_is_on_the_desk_until_it_is_answered(jiwoo, center, district_officer):
    posting = postings.propose(jiwoo, center, Role.ADVISER, actor=district_officer)
    assert names(jiwoo) == {"posting-to-answer"}
    assert names(district_officer) == set()

    postings.decline(posting, actor=jiwoo)
    assert names(jiwoo) == set()


def test_a_posting_near_its_end_asks_for_a_successor(adviser, triage_officer):
    held, colleague = Posting.objects.get(person=adviser), Posting.objects.get(person=triage_officer)
    for days, asked in ((90, set()), (20, {"posting-successor"})):
        Posting.objects.filter(pk=held.pk).update(ends_on=timezone.localdate() + timedelta(days=days))
        assert names(adviser) == asked

    held.refresh_from_db()
    postings.name_successor(held, actor=adviser, successor=colleague)
    assert names(adviser) == set()
