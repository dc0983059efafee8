"""What happened to a ranking since somebody looked at it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.queries import history
from funding.enums import Outcome
from funding.models import Allocation, FundingRound
from seoul_portal.templatetags.portal import money

RANKED = "fundinground.ranked"
# Rows named one by one in a refusal; beyond that only their number.
NAMED = 8


def decision(row: Allocation) -> list[Any]:
    """What stands in a row, as the record keeps it."""
    return [row.outcome, row.amount, row.reserve_place]


def since(round_: FundingRound, version: int) -> list[str]:
    """What changed in the ranking after ``version``, each as a sentence, the newest first."""
    sentences: list[str] = []
    for event in history(round_).filter(changes__version__0__gte=version).select_related("actor"):
        rows = {name: pair for name, pair in event.changes.items() if name != "version"}
        who = {"who": event.actor, "time": timezone.localtime(event.at).strftime("%m-%d %H:%M")}
        if event.verb != RANKED:
            sentences.append(_("%(time)s, %(who)s: the round itself changed.") % who)
            continue
        for number, (before, after) in list(rows.items())[:NAMED]:
            sentences.append(
                _("%(time)s, %(who)s: %(number)s, %(before)s → %(after)s")
                % (who | {"number": number, "before": _words(before), "after": _words(after)})
            )
        if len(rows) > NAMED:
            more = len(rows) - NAMED
            sentences.append(ngettext("… and %d more proposal.", "… and %d more proposals.", more) % more)
    return sentences


def _words(kept: list[Any] | str) -> str:
    if not isinstance(kept, list):
        return "–"
    outcome, amount, place = kept
    label = str(Outcome(outcome).label)
    if outcome == Outcome.SELECTED:
        return f"{label} {money(amount)}"
    return f"{label} {place}" if place else label
