"""What is wrong with a change before anybody decides on it, each in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from funding.enums import AwardState
from funding.models import Award
from funding.queries.spending import lines_of
from funding.varying import Said
from proposals import budget
from seoul_portal.templatetags.portal import money

# From the agreement until the project is over.
CHANGEABLE = (AwardState.AGREED, AwardState.RUNNING, AwardState.PAUSED)
# A project that would last longer than this beyond its end is another project.
LONGEST_EXTENSION = timedelta(days=365)
LONGEST_TEXT = 3000


@dataclass(frozen=True, kw_only=True)
class Line:
    """A budget line as it shall be; ``id`` is ``None`` for a new one."""

    id: int | None
    item: str
    detail: str
    grant: int
    own: int

    def kept(self) -> dict[str, Any]:
        return asdict(self)


def about_budget(award: Award, lines: Sequence[Line]) -> list[str]:
    now = {line.pk: line for line in lines_of(award)}
    if {line.id for line in lines if line.id} != set(now):
        return [_("The lines changed since you opened this page. Please look at them again.")]
    reasons = []
    for line in lines:
        spent = now[line.id].spent_grant if line.id else 0
        if line.grant < spent:
            reasons.append(
                _("“%(line)s”: %(spent)s are spent already, so it cannot be less.")
                % {"line": now[line.id], "spent": money(spent)}
            )
    return reasons + about_sums(award, [(line.item, line.grant, line.own) for line in lines])


def about_sums(award: Award, lines: Sequence[tuple[str, int, int]]) -> list[str]:
    """Whether the parts (item, grant, own) add up to the award and keep to what the call allows."""
    by_item: dict[str, int] = {}
    for item, grant, _own in lines:
        by_item[item] = by_item.get(item, 0) + grant
    sums = budget.Totals(sum(grant for _item, grant, _own in lines), sum(own for _item, _grant, own in lines), by_item)
    reasons = []
    if sums.grant != award.amount:
        reasons.append(
            _("The grant parts add up to %(sum)s; they must add up to %(amount)s.")
            % {"sum": money(sums.grant), "amount": money(award.amount)}
        )
    call = award.proposal.call
    for row in budget.items_against_caps(call, sums):
        if not row.allowed and row.grant:
            reasons.append(_("The call does not allow “%(item)s”.") % {"item": row.label})
        elif row.is_over:
            reasons.append(
                _("“%(item)s” may take at most %(most)s of the grant.")
                % {"item": row.label, "most": money(row.most or 0)}
            )
    needed = budget.own_needed(call, award.amount)
    if sums.own < needed:
        reasons.append(_("Your own part must be at least %(needed)s.") % {"needed": money(needed)})
    return reasons


def about_period(award: Award, ends_on: date) -> list[str]:
    now: date = award.ends_on  # type: ignore[assignment]
    if ends_on == now:
        return [_("Nothing would change.")]
    if ends_on < timezone.localdate():
        return [_("This day is over.")]
    if ends_on < award.starts_on:  # type: ignore[operator]
        return [_("The period ends before it begins.")]
    if ends_on > now + LONGEST_EXTENSION:
        return [_("A project can be made longer by one year at most.")]
    return []


def about_content(said: Said | None, text: str) -> list[str]:
    if said is None:
        return [_("Please choose a part of the plan.")]
    if not text.strip():
        return [_("Please write how it shall be.")]
    if len(text) > LONGEST_TEXT:
        return [_("Please write at most %(count)d characters.") % {"count": LONGEST_TEXT}]
    return [_("Nothing would change.")] if text.strip() == said.text.strip() else []
