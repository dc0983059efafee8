"""What groups have asked for and nobody has answered yet, beside what is due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from funding.enums import HelpState, MoreTimeState
from funding.models import Award, HelpCall, MoreTime
from funding.queries import obligations
from funding.queries.obligations import GROUPS, PROJECT, Obligation

Key = tuple[str, int]


@dataclass(frozen=True)
class Asked:
    """Open wishes by what they are about."""

    time: dict[Key, MoreTime]
    help: dict[Key, HelpCall]


@dataclass(frozen=True)
class Due:
    """A line of what is due, and what was asked about it."""

    due: Obligation
    time: MoreTime | None
    help: HelpCall | None


def asked_of(awards: Iterable[Award]) -> Asked:
    """Everything open for these awards. Two queries."""
    keys = [award.pk for award in awards]
    time = MoreTime.objects.filter(award__in=keys, state=MoreTimeState.REQUESTED)
    calls = HelpCall.objects.filter(award__in=keys, state__in=[HelpState.OPEN, HelpState.TAKEN])
    return Asked(
        {(each.source, each.object_id): each for each in time},
        {(each.source, each.object_id): each for each in calls.select_related("office", "taken_by")},
    )


def due_of(awards: Iterable[Award], names: Iterable[str] = GROUPS) -> dict[str, Any]:
    """What a page shows of everything that is due for these awards, and of help asked for a project as such."""
    awards = list(awards)
    asked = asked_of(awards)
    found = obligations.of_awards(awards, names)
    return {
        "due": [
            Due(each, asked.time.get((each.name, each.pk)), asked.help.get((each.name, each.pk))) for each in found
        ],
        "helps": [call for (name, _pk), call in asked.help.items() if name == PROJECT],
    }
