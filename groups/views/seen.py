"""A signal's evidence in words, the same for the group and for those who decide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from groups.enums import SignalKind
from groups.models import Signal
from villages.enums import Role


@dataclass(frozen=True)
class Seen:
    """A signal and its evidence as a sentence."""

    signal: Signal
    sentence: str


def sentences(signals: Iterable[Signal]) -> list[Seen]:
    """Each signal with its evidence in the active language."""
    return [Seen(signal, _sentence(signal)) for signal in signals]


def _sentence(signal: Signal) -> str:
    facts: dict[str, Any] = signal.evidence
    korean = (get_language() or "ko").startswith("ko")
    office = facts.get("office_ko" if korean else "office_en", "")
    if signal.kind == SignalKind.POSTED_MEMBER:
        role = Role(facts["role"]).label
        return _("One member works at %(office)s (%(role)s).") % {"office": office, "role": role}
    if signal.kind == SignalKind.DECLARED_TIE:
        words = ngettext(
            "%(number)d member declared a tie to government.",
            "%(number)d members declared a tie to government.",
            facts["people"],
        )
        return words % {"number": facts["people"]}
    if signal.kind == SignalKind.FOUNDED_BY_STAFF:
        return _("Whoever founded the group worked at %(office)s on that day.") % {"office": office}
    if signal.kind == SignalKind.SHARED_CONTACT:
        return _("A member has the same telephone number as a member of “%(group)s”.") % {"group": facts["group"]}
    if signal.kind == SignalKind.OFFICIAL_TYPED:
        words = ngettext(
            "An official typed %(number)d part of the proposal, and no member has changed it since.",
            "An official typed %(number)d parts of the proposal, and no member has changed them since.",
            facts["parts"],
        )
        return words % {"number": facts["parts"]}
    if signal.kind == SignalKind.FOUNDED_LATE:
        words = ngettext(
            "The group was founded %(number)d day before the call closed to which it submitted.",
            "The group was founded %(number)d days before the call closed to which it submitted.",
            facts["days"],
        )
        return words % {"number": facts["days"]}
    return _("There are %(ties)d family ties between this group and “%(group)s”.") % {
        "ties": facts["ties"],
        "group": facts["group"],
    }
