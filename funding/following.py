"""What becomes of awards when their group takes a step: heard from the floor of the groups.

A break pauses what runs, the return wakes it, and a group that disbands settles its accounts, without blame.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from casework.lifecycle import Move
from funding.enums import AwardState
from funding.models import Award, Pause
from funding.workflow import award as offering
from funding.workflow import pausing, variation
from funding.workflow.ending_early import end_with_group
from groups import holds
from groups.models import Group

_BEFORE_MONEY = (AwardState.OFFERED, AwardState.AGREED)
_AT_WORK = (AwardState.RUNNING, AwardState.PAUSED)
_TO_ACCOUNT = (AwardState.REPORTING, AwardState.ENDED_EARLY, AwardState.SETTLING, AwardState.SETTLED)


def _awards(group: Group, *states: str) -> list[Award]:
    """In the order in which they are locked everywhere."""
    found = Award.objects.filter(group=group, state__in=states).order_by("round_id", "pk")
    return list(found.select_related("group", "proposal__call__stage", "village"))


def _titles(awards: list[Award]) -> dict[str, Any]:
    return {"titles": ", ".join(f"“{award}”" for award in awards)}


# --- What happens ------------------------------------------------------------------------------------


def rest_with(group: Group, move: Move) -> None:
    for award in _awards(group, AwardState.RUNNING):
        pausing.rest(award, expected_on=group.break_until, by=move.actor)  # type: ignore[arg-type]


def wake_with(group: Group, move: Move) -> None:
    """Only what fell asleep with the group; a pause of its own goes on."""
    resting = Pause.objects.filter(award__group=group, ended_on=None, with_break=True).values("award")
    for award in _awards(group, AwardState.PAUSED):
        if resting.filter(award=award).exists():
            pausing.wake(award, by=move.actor)


def end_with(group: Group, move: Move) -> None:
    for award in _awards(group, *_BEFORE_MONEY):
        offering.decline(award, actor=move.actor, note=move.note)
    for award in _awards(group, *_AT_WORK):
        end_with_group(award, by=move.actor, lesson=move.note)


def record_successor(group: Group, move: Move) -> None:
    """Who speaks for a group is the group's own choice; its running awards record it, and their offices hear of it."""
    former = group.representative
    for award in _awards(group, AwardState.AGREED, *_AT_WORK, *_TO_ACCOUNT):
        variation.record_representative(
            award, before=former.user_id if former else None, after=move.actor.pk, actor=move.actor
        )


# --- What is said beforehand -------------------------------------------------------------------------


def binds(group: Group) -> str | None:
    """For whoever wants to leave or to disband."""
    found = _awards(group, *_AT_WORK, *_TO_ACCOUNT)
    if not found:
        return None
    return _("Your group has public money to account for: %(titles)s. Its members stay answerable for it.") % _titles(
        found
    )


def pauses_with_it(group: Group) -> str | None:
    found = _awards(group, AwardState.RUNNING)
    return _("Paused meanwhile, with all of its dates: %(titles)s.") % _titles(found) if found else None


def wakes_with_it(group: Group) -> str | None:
    found = [
        award
        for award in _awards(group, AwardState.PAUSED)
        if Pause.objects.filter(award=award, ended_on=None, with_break=True).exists()
    ]
    if not found:
        return None
    return _("Goes on, with every date moved by the days of the break: %(titles)s.") % _titles(found)


def ends_with_it(group: Group) -> str | None:
    said = []
    if found := _awards(group, *_BEFORE_MONEY):
        said.append(_("Given back before any payment: %(titles)s.") % _titles(found))
    if found := _awards(group, *_AT_WORK):
        said.append(_("Ends early, and its account is settled, without any blame: %(titles)s.") % _titles(found))
    return " ".join(said) or None


def register_steps() -> None:
    """Called once, when the app is ready."""
    holds.register(binds)
    holds.register_step("hand_over", record_successor)
    holds.register_step("take_break", rest_with, pauses_with_it)
    holds.register_step("return_", wake_with, wakes_with_it)
    holds.register_step("disband", end_with, ends_with_it)
