"""Votes: who may vote, when they close, what counts as agreed, and what a secret vote keeps."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from casework.lifecycle import NotAllowed, Refused
from casework.models import AuditEvent
from groups.enums import Outcome, Purpose, TieRule, VoteState
from groups.models import Vote
from groups.workflow import vote as voting
from notices.models import Message
from tests.groups.making import at_home, fresh, joined


@pytest.fixture
def opened(group, three):
    """Opens a vote closing in three days; takes what ``open_vote`` takes."""

    def make(**values):
        given = {"question": "매주 수요일에 만날까요?", "closes_at": timezone.now() + timedelta(days=3)}
        return voting.open_vote(group, actor=three[0], **{**given, **values})

    return make


def outcome(vote):
    return fresh(vote).outcome


@pytest.mark.parametrize(
    ("ballots", "quorum", "expected"),
    [
        (["yes", "yes", "no"], 50, Outcome.AGREED),
        (["yes", "no", "no"], 50, Outcome.REJECTED),
        (["yes", "abstain"], 50, Outcome.AGREED),
        (["yes", "no", "abstain"], 50, Outcome.TIED),
        (["yes"], 50, Outcome.NO_QUORUM),
        (["yes", "yes"], 100, Outcome.NO_QUORUM),
        (["abstain", "abstain", "abstain"], 50, Outcome.TIED),
        ([], 1, Outcome.NO_QUORUM),
    ],
)
@pytest.mark.parametrize("secret", [False, True])
def test_what_a_question_of_our_own_comes_to(opened, three, ballots, quorum, expected, secret):
    vote = opened(secret=secret, quorum=quorum)
    for person, choice in zip(three, ballots, strict=False):
        voting.cast(vote, actor=person, choice=choice)
    if len(ballots) < 3:
        voting.close(vote)
    assert outcome(vote) == expected


@pytest.mark.parametrize(
    ("ballots", "expected"),
    [(["yes", "yes"], Outcome.AGREED), (["yes", "abstain"], Outcome.REJECTED), (["yes", "no"], Outcome.TIED)],
)
def test_what_affects_everybody_needs_more_than_half_of_all_members(opened, three, ballots, expected):
    vote = opened(purpose=Purpose.BREAK)
    for person, choice in zip(three, ballots, strict=False):
        voting.cast(vote, actor=person, choice=choice)
    voting.close(vote)
    assert outcome(vote) == expected


def test_a_vote_closes_as_soon_as_all_have_voted(opened, three):
    vote = opened()
    for person in three:
        voting.cast(vote, actor=person, choice="yes")
    assert fresh(vote).state == VoteState.CLOSED
    assert Message.objects.filter(kind="group-vote-closed", recipient=three[2]).exists()


def test_a_vote_closes_by_the_clock_and_a_late_ballot_is_not_counted(opened, three, time_machine):
    vote = opened()
    voting.cast(vote, actor=three[0], choice="yes")
    time_machine.move_to(timezone.now() + timedelta(days=3, seconds=1))
    with pytest.raises(Refused):
        voting.cast(vote, actor=three[1], choice="no")
    assert voting.close_overdue() == 1
    assert voting.close_overdue() == 0
    assert (fresh(vote).yes, fresh(vote).no) == (1, 0)


def test_an_open_vote_may_be_changed_until_it_closes_and_a_secret_one_not(opened, three):
    vote = opened()
    voting.cast(vote, actor=three[0], choice="yes")
    voting.cast(vote, actor=three[0], choice="no")
    assert vote.voters.get(user=three[0]).choice == "no"
    secret = opened(secret=True)
    voting.cast(secret, actor=three[0], choice="yes")
    with pytest.raises(Refused):
        voting.cast(secret, actor=three[0], choice="no")


def test_a_secret_vote_keeps_no_trace_of_who_chose_what(opened, three):
    vote = opened(secret=True)
    voting.cast(vote, actor=three[0], choice="no")
    assert vote.voters.get(user=three[0]).choice == ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT xmin::text) FROM groups_secretcount WHERE vote_id = %s", [vote.pk])
        assert cursor.fetchone() == (1,), "every count is rewritten by every ballot"
    assert not [event for event in AuditEvent.objects.filter(verb="vote.ballot_cast") if event.changes]


def test_the_list_of_voters_is_fixed_when_the_vote_opens(opened, group, outsider, village):
    vote = opened()
    at_home(outsider, village)
    joined(group, outsider)
    with pytest.raises(NotAllowed):
        voting.cast(vote, actor=outsider, choice="no")


def test_a_tie_may_be_voted_on_once_more_and_no_more(opened, three):
    vote = opened(tie_rule=TieRule.REPEAT)
    for each in (vote, None):
        again = each or Vote.objects.get(repeats=vote)
        for person, choice in zip(three, ("yes", "no", "abstain"), strict=True):
            voting.cast(again, actor=person, choice=choice)
    assert Vote.objects.count() == 2


def test_only_its_opener_may_cancel_a_vote(opened, three):
    vote = opened()
    with pytest.raises(NotAllowed):
        voting.cancel(vote, actor=three[1])
    voting.cancel(vote, actor=three[0])
    assert fresh(vote).state == VoteState.CANCELLED
    assert outcome(vote) == ""


def test_two_votes_on_one_step_cannot_be_open_at_once(opened):
    opened(purpose=Purpose.BREAK)
    with pytest.raises(Refused):
        opened(purpose=Purpose.BREAK)


@pytest.mark.parametrize("days", [0, -1, 31])
def test_a_vote_closes_within_thirty_days(opened, days):
    with pytest.raises(Refused):
        opened(closes_at=timezone.now() + timedelta(days=days))


def test_postgresql_refuses_a_ballot_after_the_vote(opened, three):
    vote = opened()
    voting.close(vote)
    with pytest.raises(DatabaseError, match="is closed"), transaction.atomic():
        vote.voters.filter(user=three[0]).update(has_voted=True, choice="yes")
