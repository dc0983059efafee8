"""Votes: opened to all who are members at that moment, closed by the clock or by the last ballot."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import audit
from casework.constraints import kindly
from casework.lifecycle import Lifecycle, NotAllowed, Refused, Step
from groups import emails
from groups.enums import LONGEST_VOTE, Choice, Outcome, Purpose, TieRule, VoteState
from groups.models import Group, Membership, SecretCount, Vote, Voter
from groups.workflow.locking import locked
from notices import workflow as notices

VOTE = Lifecycle(
    Vote,
    Step(
        name="close",
        source=VoteState.OPEN,
        target=VoteState.CLOSED,
        may=None,
        verb="vote.closed",
        label=gettext_lazy("Close"),
        past=gettext_lazy("Vote closed"),
        effect=gettext_lazy("The ballots are counted."),
        tells=gettext_lazy("All who could vote."),
    ),
    Step(
        name="cancel",
        source=VoteState.OPEN,
        target=VoteState.CANCELLED,
        may="groups.cancel_vote",
        verb="vote.cancelled",
        label=gettext_lazy("Cancel the vote"),
        past=gettext_lazy("Vote cancelled"),
        effect=gettext_lazy("The vote ends without an outcome. Nobody learns how it stood."),
        tells=gettext_lazy("All who could vote."),
        danger=True,
    ),
    Step(
        name="lapse",
        source=VoteState.OPEN,
        target=VoteState.CANCELLED,
        may=None,
        verb="vote.lapsed",
        label=gettext_lazy("Lapse"),
        past=gettext_lazy("Vote ended with the group"),
        effect=gettext_lazy("The group was disbanded."),
    ),
    initial=VoteState.OPEN,
)


def open_vote(
    group: Group,
    *,
    actor: Any,
    question: str,
    closes_at: datetime,
    purpose: str = Purpose.QUESTION,
    candidate: Membership | None = None,
    secret: bool = False,
    quorum: int = 50,
    tie_rule: str = TieRule.FAILS,
) -> Vote:
    """Ask all present members. The list of voters is fixed now. Raises ``Refused``."""
    now = timezone.now()
    with locked(group.pk) as present:
        if not actor.has_perm("groups.open_vote", present):
            raise NotAllowed
        if present.is_over:
            raise Refused([_("This group has been disbanded.")])
        if not now < closes_at <= now + LONGEST_VOTE:
            raise Refused([_("A vote closes later than now and within %d days.") % LONGEST_VOTE.days])
        vote = Vote(
            group=present, purpose=purpose, question=question.strip(), candidate=candidate, secret=secret,
            quorum=quorum, tie_rule=tie_rule, opened_by=actor, opened_at=now, closes_at=closes_at,
        )  # fmt: skip
        _begin(vote, [each.user for each in present.members], actor)
    return vote


def _begin(vote: Vote, electorate: list[Any], actor: Any) -> None:
    with kindly(Vote):
        vote.save()
    Voter.objects.bulk_create(Voter(vote=vote, user=person) for person in electorate)
    if vote.secret:
        SecretCount.objects.bulk_create(SecretCount(vote=vote, choice=choice) for choice in Choice)
    audit.record("vote.opened", vote, actor=actor, changes={"question": ("", vote.question)})
    due = timezone.localdate(vote.closes_at)
    notices.tell(
        electorate,
        emails.VOTE_OPENED,
        about=vote,
        due=due,
        key=f"vote:{vote.pk}",
        group=vote.group,
        who=vote.opened_by,
        vote=vote,
    )


def cast(vote: Vote, *, actor: Any, choice: str) -> Vote:
    """Vote, or in an open vote change one's mind. Raises ``Refused``, also where the clock was quicker.

    The row of the vote is locked, as ``close`` locks it: a ballot is in before the count or not at all.
    """
    with locked(vote.group_id):
        present = Vote.objects.select_for_update(of=("self",)).get(pk=vote.pk)
        if not actor.has_perm("groups.cast_ballot", present):
            raise NotAllowed
        if not present.takes_ballots:
            raise Refused([_("This vote is closed. Your ballot came too late and was not counted.")])
        voter = present.voters.select_for_update().get(user=actor)
        if present.secret and voter.has_voted:
            raise Refused(
                [_("You have voted. A secret ballot cannot be changed, because nobody knows which one is yours.")]
            )
        _drop(present, voter, Choice(choice))
        audit.record("vote.ballot_cast", present, actor=actor)
        if not present.voters.filter(has_voted=False).exists():
            close(present)
    return present


def _drop(vote: Vote, voter: Voter, choice: Choice) -> None:
    voter.has_voted = True
    if vote.secret:
        voter.save(update_fields=["has_voted"])
        grown = Case(When(choice=choice, then=F("count") + 1), default=F("count") + Value(0))
        vote.secret_counts.update(count=grown)
    else:
        voter.choice = choice
        voter.save(update_fields=["has_voted", "choice"])


@VOTE.performs("close")
def close(vote: Vote, *, actor: None = None) -> Vote:
    """Count the ballots. A tie that shall be voted on once more opens the second vote at once."""
    with locked(vote.group_id), VOTE.moving(vote, "close", actor=None) as move:
        yes, no, abstained = _counts(move.subject)
        outcome = outcome_of(move.subject, yes, no, abstained, move.subject.voters.count())
        move.set(yes=yes, no=no, abstained=abstained, outcome=outcome, closed_at=move.now)
        people = [voter.user for voter in move.subject.voters.select_related("user")]
        move.tell(people, emails.VOTE_CLOSED, group=move.subject.group, vote=move.subject)
    if outcome == Outcome.TIED and vote.tie_rule == TieRule.REPEAT and vote.repeats_id is None:
        _repeat(move.subject)
    return move.subject


def outcome_of(vote: Vote, yes: int, no: int, abstained: int, electorate: int) -> Outcome:
    """What the counts mean. What binds everybody needs more than half of all members, not only of those who voted."""
    if (yes + no + abstained) * 100 < vote.quorum * electorate:
        return Outcome.NO_QUORUM
    if vote.binds_everybody and yes * 2 > electorate:
        return Outcome.AGREED
    if yes == no:
        return Outcome.TIED
    if vote.binds_everybody:
        return Outcome.REJECTED
    return Outcome.AGREED if yes > no else Outcome.REJECTED


def _counts(vote: Vote) -> tuple[int, int, int]:
    if vote.secret:
        found = dict(vote.secret_counts.values_list("choice", "count"))
    else:
        cast = {choice.value: Count("pk", filter=Q(choice=choice)) for choice in Choice}
        found = vote.voters.aggregate(**cast)
    return found[Choice.YES], found[Choice.NO], found[Choice.ABSTAIN]


def _repeat(vote: Vote) -> None:
    """The same question to the same people for as long again; a second tie means no."""
    now = timezone.now()
    again = Vote(
        group=vote.group, purpose=vote.purpose, question=vote.question, candidate=vote.candidate, secret=vote.secret,
        quorum=vote.quorum, opened_by=vote.opened_by, opened_at=now, closes_at=now + (vote.closes_at - vote.opened_at),
        repeats=vote,
    )  # fmt: skip
    _begin(again, [voter.user for voter in vote.voters.select_related("user")], None)


@VOTE.performs("cancel")
def cancel(vote: Vote, *, actor: Any) -> Vote:
    """End a vote without an outcome."""
    with VOTE.moving(vote, "cancel", actor=actor) as move:
        people = [voter.user for voter in move.subject.voters.select_related("user") if voter.user_id != actor.pk]
        move.tell(people, emails.VOTE_CANCELLED, group=move.subject.group, who=actor, vote=move.subject)
    return move.subject


@VOTE.performs("lapse")
def lapse(vote: Vote, *, actor: None = None) -> Vote:
    """The group ends before the vote does."""
    with VOTE.moving(vote, "lapse", actor=None) as move:
        pass
    return move.subject


def close_overdue() -> int:
    """Close the votes whose time is over; returns how many."""
    done = 0
    for vote in Vote.objects.open().filter(closes_at__lte=timezone.now()).order_by("closes_at").iterator():
        try:
            close(vote)
        except Refused:  # the last ballot closed it meanwhile
            continue
        done += 1
    return done
