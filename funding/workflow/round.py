"""The life of a round: drafted, proposed, signed by another person, announced. Until announced it can be undone."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from casework.enums import Note
from casework.lifecycle import Lifecycle, Refused, Step
from funding import emails
from funding.enums import RoundState
from funding.models import FundingRound
from funding.queries import changes, joint, ranking
from funding.queries.people import directors, division

VERSION_FORM = "funding.forms.ranking.VersionForm"


# --- What a step needs -------------------------------------------------------------------------------


def has_proposals(round_: FundingRound, actor: Any) -> str | None:
    return (
        None if ranking.counted(round_).proposals else _("No proposals are in the ranking yet. Take them over first.")
    )


def nobody_is_missing(round_: FundingRound, actor: Any) -> str | None:
    count = ranking.missing(round_)
    said = ngettext(
        "%d proposal is not in the ranking yet. Take them over again.",
        "%d proposals are not in the ranking yet. Take them over again.",
        count,
    )
    return said % count if count else None


def within_limits(round_: FundingRound, actor: Any) -> str | None:
    return " ".join(ranking.what_is_over(ranking.counted(round_))) or None


def somebody_is_selected(round_: FundingRound, actor: Any) -> str | None:
    return None if ranking.counted(round_).selected else _("Nobody is selected yet.")


def within_later_years(round_: FundingRound, actor: Any) -> str | None:
    return " ".join(joint.what_is_over(round_)) or None


_CHECKS = (has_proposals, nobody_is_missing, somebody_is_selected, within_limits, within_later_years)

ROUND = Lifecycle(
    FundingRound,
    Step(
        name="propose",
        source=RoundState.DRAFTING,
        target=RoundState.PROPOSED,
        may="funding.propose_round",
        verb="fundinground.proposed",
        label=gettext_lazy("Propose to the director"),
        past=gettext_lazy("Proposed to the director"),
        effect=gettext_lazy(
            "The ranking is closed to changes, and the director reads it. Nobody outside the Division hears of it."
        ),
        tells=gettext_lazy("The director."),
        needs=_CHECKS,
        note=Note.OPTIONAL,
        note_label=gettext_lazy("A word to the director"),
        form=VERSION_FORM,
    ),
    Step(
        name="sign",
        source=RoundState.PROPOSED,
        target=RoundState.SIGNED,
        may="funding.sign_round",
        verb="fundinground.signed",
        label=gettext_lazy("Sign"),
        past=gettext_lazy("Signed"),
        effect=gettext_lazy(
            "These decisions stand and can be announced. Until then they can be taken back, and nothing is public."
        ),
        tells=gettext_lazy("Everybody who runs rounds."),
        needs=_CHECKS,
        form=VERSION_FORM,
        fresh_second_factor=True,
    ),
    Step(
        name="send_back",
        source=RoundState.PROPOSED,
        target=RoundState.DRAFTING,
        may="funding.send_back_round",
        verb="fundinground.sent_back",
        label=gettext_lazy("Send back"),
        past=gettext_lazy("Sent back with remarks"),
        effect=gettext_lazy("The ranking opens again for changes, with your remarks beside it."),
        tells=gettext_lazy("Everybody who runs rounds, with your remarks."),
        note=Note.REQUIRED,
        note_label=gettext_lazy("Remarks"),
        danger=True,
    ),
    Step(
        name="reopen",
        source=RoundState.PROPOSED | RoundState.SIGNED,
        target=RoundState.DRAFTING,
        may="funding.reopen_round",
        verb="fundinground.reopened",
        label=gettext_lazy("Take back and change"),
        past=gettext_lazy("Was taken back"),
        effect=gettext_lazy("The ranking opens again. A signature falls: it must be proposed and signed anew."),
        tells=gettext_lazy("The director and everybody who runs rounds."),
        note=Note.REQUIRED,
        danger=True,
    ),
    Step(
        name="announce",
        source=RoundState.SIGNED,
        target=RoundState.ANNOUNCED,
        may="funding.announce_round",
        verb="fundinground.announced",
        label=gettext_lazy("Announce the results"),
        past=gettext_lazy("Results announced"),
        effect=gettext_lazy(
            "All results become public at once, awards are offered, and the time to object begins."
            " This cannot be undone."
        ),
        tells=gettext_lazy("Every member of every group, in their language."),
        needs=(within_limits, within_later_years),
        form=VERSION_FORM,
    ),
    initial=RoundState.DRAFTING,
)


def as_seen(round_: FundingRound, version: int | None) -> None:
    """Refuse to act on a ranking that changed since it was looked at, and say what changed."""
    if version is not None and version != round_.version:
        raise Refused([_("The ranking changed since you opened it."), *changes.since(round_, version)])


@ROUND.performs("propose")
def propose(round_: FundingRound, *, actor: Any, note: str = "", version: int | None = None) -> FundingRound:
    """Close the ranking and put it before the director. ``version`` is the ranking that the actor saw."""
    with ROUND.moving(round_, "propose", actor=actor, note=note) as move:
        as_seen(move.subject, version)
        move.set(proposed_by=actor, proposed_at=move.now, signed_by=None, signed_at=None)
        move.tell(directors(but=actor), emails.PROPOSED, words=move.note, who=actor.name)
    return move.subject


@ROUND.performs("sign")
def sign(round_: FundingRound, *, actor: Any, version: int | None = None) -> FundingRound:
    """The second person's yes. Nothing is public by it."""
    with ROUND.moving(round_, "sign", actor=actor) as move:
        as_seen(move.subject, version)
        move.set(signed_by=actor, signed_at=move.now)
        move.tell(division(but=actor), emails.SIGNED, who=actor.name)
    return move.subject


@ROUND.performs("send_back")
def send_back(round_: FundingRound, *, actor: Any, note: str) -> FundingRound:
    """The director wants something changed."""
    with ROUND.moving(round_, "send_back", actor=actor, note=note) as move:
        move.tell(division(but=actor), emails.SENT_BACK, words=move.note, who=actor.name)
    return move.subject


@ROUND.performs("reopen")
def reopen(round_: FundingRound, *, actor: Any, note: str) -> FundingRound:
    """Undo a proposal or a signature before anything is public."""
    with ROUND.moving(round_, "reopen", actor=actor, note=note) as move:
        move.set(signed_by=None, signed_at=None)
        move.tell(division(but=actor), emails.REOPENED, words=move.note, who=actor.name)
    return move.subject
