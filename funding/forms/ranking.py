"""Forms around a ranking: the version that was seen, rows as they were typed, and a cut line to try."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.forms import StepForm
from funding.enums import Outcome
from funding.models import Allocation
from funding.queries.ranking import Trial
from funding.workflow.ranking import Row
from seoul_portal.paging import key

MOST_WON = 10**12


class VersionForm(StepForm):
    """A step on the ranking as it was seen: the page that links here says which version that was."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", self.subject.version)  # type: ignore[attr-defined]


class CutForm(forms.Form):
    """What if the line were here? Tried in the address; nothing is saved until the official says so."""

    select = forms.IntegerField(label=gettext_lazy("Select the first"), min_value=0, max_value=100_000)
    reserve = forms.IntegerField(label=gettext_lazy("Then on the reserve list"), min_value=0, max_value=100_000)
    percent = forms.IntegerField(
        label=gettext_lazy("Percent of what was asked"), min_value=10, max_value=100, initial=100
    )

    def trial(self) -> Trial | None:
        """What is tried, or nothing where nothing (sensible) is."""
        return Trial(**self.cleaned_data) if self.is_bound and self.is_valid() else None


@dataclass
class Typed:
    """The rows of one page as they came back: what is sound, and what is not, by allocation."""

    rows: dict[int, Row] = field(default_factory=dict)
    raw: dict[int, dict[str, str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def read(posted: Mapping[str, str], allocations: list[Allocation]) -> Typed:
    """Rows out of ``outcome-<id>``, ``amount-<id>``, ``reason-<id>`` and ``reserve-<id>``; of what was sent only."""
    typed = Typed()
    for each in allocations:
        if f"outcome-{each.pk}" not in posted:
            continue
        raw = {name: posted.get(f"{name}-{each.pk}", "").strip() for name in ("outcome", "amount", "reason", "reserve")}
        typed.raw[each.pk] = raw
        number = {"number": each.proposal.number}
        amount, place = _won(raw["amount"]), key(raw["reserve"])
        if raw["outcome"] not in Outcome.values:
            typed.faults.append(_("%(number)s: choose a decision.") % number)
        elif raw["amount"] and amount is None:
            typed.faults.append(_("%(number)s: write the amount in won, in digits.") % number)
        elif raw["reserve"] and (place is None or place > MOST_WON):
            typed.faults.append(_("%(number)s: write the place on the reserve list as a number.") % number)
        else:
            typed.rows[each.pk] = Row(raw["outcome"], amount, raw["reason"][:1000], place)
    return typed


def _won(text: str) -> int | None:
    """Won from what people type: 1,000,000 or 1000000원."""
    digits = text.replace(",", "").replace("₩", "").removesuffix("원").strip()
    won = key(digits)
    return won if won is not None and won <= MOST_WON else None
