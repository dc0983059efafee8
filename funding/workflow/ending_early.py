"""Ending before the time: what was learned is kept, the account is drawn up, and nobody is blamed."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from casework.lifecycle import Move
from funding import emails
from funding.models import Award
from funding.queries.people import members_of, readers_of
from funding.workflow.award import AWARD
from funding.workflow.ending import ask_for_account
from funding.workflow.pausing import close_pause


@AWARD.performs("end_early")
def end_early(award: Award, *, actor: Any, note: str) -> Award:
    """The group stops. Its words become the lessons of its final report, so that nobody writes them twice."""
    with AWARD.moving(award, "end_early", actor=actor, note=note) as move:
        _end(move, by=actor, lesson=move.note)
    return move.subject


@AWARD.performs("stop_early")
def stop_early(award: Award, *, actor: Any, note: str) -> Award:
    """The Division ends it for a group that cannot go on."""
    with AWARD.moving(award, "stop_early", actor=actor, note=note) as move:
        _end(move, by=actor, words=move.note)
    return move.subject


def end_with_group(award: Award, *, by: Any, lesson: str = "") -> Award:
    """The group disbanded: what it learned stands in the final report already."""
    with transaction.atomic(), AWARD.moving(award, "end_with_group", actor=None) as move:
        _end(move, by=by, lesson=lesson)
    return move.subject


def _end(move: Move, *, by: Any, lesson: str = "", words: str = "") -> None:
    award = move.subject
    today = timezone.localdate(move.now)
    paused = close_pause(award, by=by)
    # The days of a pause do not count: whoever ends while paused has time until today, whatever the calendar said.
    last = today if paused is not None else min(award.ends_on, today)
    move.set(ends_on=max(last, award.starts_on))
    report = ask_for_account(move.subject, ended_on=award.ends_on)
    if lesson and not report.data.get("lessons"):
        report.data = {**report.data, "lessons": lesson}
        report.version += 1
        report.save(update_fields=["data", "version"])
    members = [each for each in members_of(award) if each.pk != by.pk]
    people = [*members, *(each for each in readers_of(award) if each.pk != by.pk)]
    move.tell(people, emails.ENDED_EARLY, due=report.due_on, words=words, link=report.get_absolute_url())
