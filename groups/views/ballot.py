"""How a vote stands and by which rules, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from groups.enums import Choice, TieRule, VoteState
from groups.models import Vote, Voter
from groups.views.standing import Standing


def vote_standing(vote: Vote, voters: list[Voter], ballot: Voter | None) -> Standing:
    """Where the vote stands, and whether the reader is awaited."""
    if vote.state == VoteState.CANCELLED:
        return Standing(_("This vote was cancelled and has no outcome."))
    if vote.state == VoteState.CLOSED:
        return Standing(_("Closed: %(outcome)s") % {"outcome": vote.get_outcome_display()})
    cast = sum(voter.has_voted for voter in voters)
    where = _("%(cast)d of %(all)d members have voted.") % {"cast": cast, "all": len(voters)}
    if not vote.takes_ballots:
        return Standing(where, _("The ballots are being counted."))
    if ballot is None:
        return Standing(where, _("Those who were members when it opened"))
    return Standing(where, _("The others") if ballot.has_voted else _("You"))


def rules_of(vote: Vote) -> list[str]:
    """The rules by which the vote is decided."""
    need = (
        _("It is agreed when more than half of all members say yes.")
        if vote.binds_everybody
        else _("It is agreed when more say yes than no.")
    )
    secrecy = (
        _("Secret: only how many said what is kept, never who. With few voters, a unanimous result still shows it.")
        if vote.secret
        else _("Open: after it closes, members see who voted how. Until then you may change your vote.")
    )
    tie = _("A tie means no.")
    if vote.tie_rule == TieRule.REPEAT and vote.repeats_id is None:
        tie = _("After a tie the same vote opens once more.")
    return [need, _("At least %d percent of the members must take part.") % vote.quorum, tie, secrecy]


def counts_of(vote: Vote) -> list[tuple[str, int | None]]:
    """The result as lines."""
    return [
        (str(Choice.YES.label), vote.yes),
        (str(Choice.NO.label), vote.no),
        (str(Choice.ABSTAIN.label), vote.abstained),
    ]
