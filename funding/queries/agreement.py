"""Reading an agreement: what it was made from, on which conditions, whose yes it has and whose it lacks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.dateparse import parse_date

from funding.models import Agreement, Conditions
from groups.enums import Role
from groups.models import Membership
from proposals.models import Version

_CONDITIONS = [field.name for field in Conditions._meta.concrete_fields if field.name not in ("id", "stage")]
# Who handles money, and so learns first how accounts are kept.
KEEPERS = (Role.REPRESENTATIVE, Role.TREASURER)


def frozen(terms: Conditions) -> dict[str, Any]:
    """``terms`` as an agreement keeps them."""
    return {name: getattr(terms, name) for name in _CONDITIONS}


def conditions_of(agreement: Agreement) -> Conditions:
    """The conditions that were in force when ``agreement`` was made, as an unsaved row."""
    return Conditions(**{name: value for name, value in agreement.content["conditions"].items() if name in _CONDITIONS})


@dataclass(frozen=True)
class Period:
    starts_on: date
    ends_on: date

    def from_day(self, day: date) -> Period:
        """The period for a group that agreed on ``day``: never before it, and as planned where that is still ahead.

        A plan whose dates are over is moved by whole days and keeps its length.
        """
        if self.ends_on < day:
            return Period(day, day + (self.ends_on - self.starts_on))
        return Period(max(self.starts_on, day), self.ends_on)


def planned(parts: dict[str, Any], call: Any, today: date) -> Period:
    """What the group planned; where its dates are missing those of the call, or half a year."""
    said = parts.get("activities", {})
    starts = _date(said.get("start")) or call.project_start or today
    ends = _date(said.get("end")) or call.project_end or starts + timedelta(days=182)
    return Period(starts, max(starts, ends))


def period_of(agreement: Agreement) -> Period:
    """The planned period that stands in ``agreement``."""
    kept = agreement.content["period"]
    return Period(date.fromisoformat(kept["starts_on"]), date.fromisoformat(kept["ends_on"]))


def last_versions(proposals: Iterable[int]) -> dict[int, Version]:
    """By the proposal's id the version that was decided on."""
    found = (
        Version.objects.filter(proposal__in=list(proposals)).order_by("proposal_id", "-number").distinct("proposal_id")
    )
    return {version.proposal_id: version for version in found}


@dataclass(frozen=True)
class Consent:
    """Who said yes, who still may, and how many are needed with the representative among them."""

    needed: int
    accepted: list[Membership]
    waiting: list[Membership]

    @property
    def is_complete(self) -> bool:
        return len(self.accepted) >= self.needed and any(one.role == Role.REPRESENTATIVE for one in self.accepted)

    @property
    def missing(self) -> int:
        """How many more people, at least one where the representative is missing."""
        return 0 if self.is_complete else max(1, self.needed - len(self.accepted))


def consent(agreement: Agreement) -> Consent:
    """Whose yes ``agreement`` has. Members alone count; a small group needs all of its members and no more."""
    said_yes = set(agreement.acceptances.filter(fingerprint=agreement.fingerprint).values_list("user", flat=True))
    members = agreement.award.group.members
    return Consent(
        needed=min(conditions_of(agreement).accepted_by, len(members)),
        accepted=[each for each in members if each.user_id in said_yes],
        waiting=[each for each in members if each.user_id not in said_yes],
    )


def needs_lesson(agreement: Agreement, membership: Membership) -> bool:
    """Whether this member takes the accounting lesson before anything else."""
    if not conditions_of(agreement).lesson or membership.role not in KEEPERS:
        return False
    return not agreement.award.lessons.filter(user=membership.user_id).exists()


def _date(text: Any) -> date | None:
    try:
        return parse_date(str(text or ""))
    except ValueError:
        return None
