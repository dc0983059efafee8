"""Standing still and going on: while an award is paused no day of it passes, and on return every day moves with it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from casework.lifecycle import Move, Refused
from funding import emails
from funding.enums import ReportState, VariationState
from funding.models import Award, Pause, Report, Variation
from funding.queries.pauses import latest_return, open_pause
from funding.queries.people import members_of, readers_of
from funding.workflow.award import AWARD


@AWARD.performs("pause")
def pause(award: Award, *, actor: Any, expected_on: date, note: str = "") -> Award:
    """Stop the clock until the group is back, which it expects to be on ``expected_on``."""
    with AWARD.moving(award, "pause", actor=actor, note=note) as move:
        today, last = timezone.localdate(move.now), latest_return(move.subject)
        if not today < expected_on <= last:
            raise Refused(
                [_("Please choose a day after today and no later than %(day)s.") % {"day": date_format(last)}]
            )
        _begin(move, expected_on, by=actor)
    return move.subject


@AWARD.performs("resume")
def resume(award: Award, *, actor: Any) -> Award:
    """The project goes on, and every open day moves by the days of the pause."""
    with AWARD.moving(award, "resume", actor=actor) as move:
        _end(move, by=actor)
    return move.subject


def rest(award: Award, *, expected_on: date, by: Any) -> Award:
    """Pause because the whole group takes a break. No longer than the agreement allows; then the offices ask."""
    with AWARD.moving(award, "rest", actor=None) as move:
        _begin(move, min(expected_on, latest_return(move.subject)), by=by, with_break=True)
    return move.subject


def wake(award: Award, *, by: Any) -> Award:
    """Go on because the group is back from its break."""
    with AWARD.moving(award, "wake", actor=None) as move:
        _end(move, by=by)
    return move.subject


def close_pause(award: Award, *, by: Any) -> Pause | None:
    """The pause of an award that ends while it is paused; nothing moves any more. Call with the award locked."""
    found = open_pause(award)
    if found is not None:
        found.ended_on, found.ended_by = timezone.localdate(), by
        found.save(update_fields=["ended_on", "ended_by"])
    return found


def _begin(move: Move, expected_on: date, *, by: Any, with_break: bool = False) -> None:
    award = move.subject
    Pause.objects.create(
        award=award,
        from_on=timezone.localdate(move.now),
        expected_on=expected_on,
        reason=move.note[:1000],
        by=by,
        with_break=with_break,
    )
    people = [*members_of(award), *readers_of(award)]
    move.tell([each for each in people if each.pk != by.pk], emails.PAUSED, until=expected_on, words=move.note)


def _end(move: Move, *, by: Any) -> None:
    """Move every open day of the award by exactly the days of its pause, and keep what moved."""
    award = move.subject
    found = close_pause(award, by=by)
    days = found.days if found is not None else 0
    if found is not None and days:
        span = timedelta(days=days)
        moved: dict[str, Any] = {"days": days, "ends_on": _pair(award.ends_on, span)}
        move.set(ends_on=award.ends_on + span)
        moved["reports"] = _move_all(Report.objects.exclude(state=ReportState.ACCEPTED), award, span)
        moved["variations"] = _move_all(Variation.objects.filter(state=VariationState.REQUESTED), award, span)
        found.moved = moved
        found.save(update_fields=["moved"])
    people = [*members_of(award), *readers_of(award)]
    move.tell([each for each in people if each.pk != by.pk], emails.RESUMED, days=days, ends=award.ends_on)


def _move_all(open_ones: Any, award: Award, span: timedelta) -> dict[str, list[str]]:
    """Add ``span`` to the day of each row of ``award``. Gives, by id, the day before and after."""
    moved = {}
    for row in open_ones.filter(award=award, due_on__isnull=False).select_for_update(of=("self",)).order_by("pk"):
        moved[str(row.pk)] = _pair(row.due_on, span)
        row.due_on += span
        row.save(update_fields=["due_on"])
    return moved


def _pair(before: date, span: timedelta) -> list[str]:
    return [before.isoformat(), (before + span).isoformat()]
