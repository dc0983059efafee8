"""Drafting a round: its pot, ceilings and calls, the proposals taken over from closed panels, and who gets how much.

Every change counts the round's version up and is recorded row by row, so that whoever worked on an older ranking reads
what changed, and auditors read who moved whom.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from casework import audit
from casework.constraints import kindly
from casework.lifecycle import NotAllowed, Refused
from funding.enums import Outcome, RoundState
from funding.models import Allocation, FundingRound, RoundCeiling
from funding.queries import joint, ranking
from funding.queries.changes import RANKED, decision
from funding.queries.ranking import Trial
from funding.workflow.round import ROUND, as_seen
from proposals.models import Proposal
from proposals.queries.review import standing
from seoul_portal.templatetags.portal import money

# Rows are moved out of the way of each other before they get their new places.
_ASIDE = 1_000_000


@dataclass(frozen=True)
class Row:
    """What an official typed for one proposal. Without an amount, a selected one gets what it asked."""

    outcome: str
    amount: int | None = None
    reason: str = ""
    reserve_place: int | None = None


def create(*, actor: Any, calls: Iterable[Any], **fields: Any) -> FundingRound:
    """A new round for ``calls``. Raises ``Refused``."""
    if not actor.has_perm("funding.draft_round"):
        raise NotAllowed
    with transaction.atomic(), kindly(FundingRound):
        made = FundingRound.objects.create(**fields)
        made.calls.set(calls)
        audit.record("fundinground.created", made, actor=actor, changes=_named(fields))
    return made


def change(
    round_: FundingRound,
    *,
    actor: Any,
    version: int | None,
    calls: Iterable[Any] | None = None,
    ceilings: Iterable[tuple[Any, str, int]] | None = None,
    **fields: Any,
) -> FundingRound:
    """Change pot, names, calls or ceilings (district, theme, won) while the round is drafted. Raises ``Refused``."""
    with drafting(round_, actor=actor, version=version) as locked:
        changes = {name: (getattr(locked, name), value) for name, value in fields.items()}
        for name, value in fields.items():
            setattr(locked, name, value)
        if calls is not None:
            changes["calls"] = ([each.pk for each in locked.calls.all()], [each.pk for each in calls])
            locked.calls.set(calls)
        if ceilings is not None:
            wanted = list(ceilings)
            changes["ceilings"] = (_listed(ranking.ceilings_of(locked)), [[str(d or t), won] for d, t, won in wanted])
            locked.ceilings.all().delete()
            RoundCeiling.objects.bulk_create(
                RoundCeiling(round=locked, district=district, theme=theme, ceiling=won)
                for district, theme, won in wanted
            )
        locked.save(update_fields=list(fields) or None)
        _count_up(locked, actor, "fundinground.changed", {n: p for n, p in changes.items() if p[0] != p[1]})
    return locked


def fill(round_: FundingRound, *, actor: Any) -> int:
    """Take over every proposal before the closed panels of the round's calls, with score and rank.

    Decisions that stand already are kept; proposals withdrawn meanwhile drop out. Returns how many are in the ranking.
    """
    with drafting(round_, actor=actor) as locked:
        if titles := ranking.open_panels(locked):
            raise Refused([_("The panel of “%(call)s” has not closed yet.") % {"call": title} for title in titles])
        found = list(ranking.waiting(locked).filter(_free(locked)).select_related("village").order_by("pk"))
        locked.allocations.exclude(proposal__in=[each.pk for each in found]).delete()
        locked.allocations.update(place=F("place") + _ASIDE)
        _write(locked, found)
        _count_up(locked, actor, "fundinground.filled", {"proposals": (None, len(found))})
    return len(found)


def _free(round_: FundingRound) -> Q:
    """Proposals that no other round has."""
    return Q(allocation=None) | Q(allocation__round=round_)


def _write(round_: FundingRound, found: list[Proposal]) -> None:
    """The rows in the order of their scores; of equal scores the one handed in first stands first, with one rank."""
    known = {each.proposal_id: each for each in round_.allocations.all()}
    panel = standing(each.pk for each in found)

    def order(file: Proposal) -> tuple[Any, ...]:
        score = panel[file.pk].score_hundredths if file.pk in panel else None
        return (score is None, -(score or 0), file.submitted_at, file.pk)

    rank, last = 0, object()
    rows = []
    for place, file in enumerate(sorted(found, key=order), 1):
        said = panel.get(file.pk)
        score = said.score_hundredths if said else None
        rank, last = (rank if score == last else place), score
        row = known.get(file.pk) or Allocation(round=round_, proposal=file)
        row.district_id, row.theme, row.asked = file.village.district_id, file.theme, file.asked
        row.score, row.spread = score, said.spread if said else None
        row.place, row.rank = place, rank if score is not None else None
        row.amount = min(row.amount, row.asked)
        rows.append(row)
    Allocation.objects.bulk_update(
        [row for row in rows if row.pk],
        ["district", "theme", "asked", "score", "spread", "place", "rank", "amount"],
        batch_size=500,
    )
    Allocation.objects.bulk_create([row for row in rows if not row.pk], batch_size=500)


def decide(round_: FundingRound, rows: Mapping[int, Row], *, actor: Any, version: int | None) -> FundingRound:
    """Save what was typed for some rows (by the id of the allocation). Raises ``Refused`` with every fault."""
    with drafting(round_, actor=actor, version=version) as locked:
        found = list(locked.allocations.filter(pk__in=rows).select_related("proposal"))
        before = {row.pk: decision(row) for row in found}
        faults = [fault for row in found for fault in put(row, rows[row.pk])]
        faults += _twice(locked, found)
        faults += _over_their_years(found)
        if faults:
            raise Refused(faults)
        _save(locked, found, before, actor)
    return locked


def cut(round_: FundingRound, trial: Trial, *, actor: Any, version: int | None, reason: str = "") -> FundingRound:
    """Let a cut line decide on every row: what was tried becomes the ranking. Raises ``Refused``."""
    if trial.percent < 100 and not reason.strip():
        raise Refused([_("Say why the groups get less than they asked for.")])
    with drafting(round_, actor=actor, version=version) as locked:
        found = list(locked.allocations.select_related("proposal"))
        before = {row.pk: decision(row) for row in found}
        for row in found:
            row.outcome, row.amount, row.reserve_place = trial.outcome_of(row)
            row.reason = reason.strip() if 0 < row.amount < row.asked else ""
        _save(locked, found, before, actor)
    return locked


def put(row: Allocation, typed: Row) -> list[str]:
    """``row`` with what was ``typed``; what is wrong with it, each as a sentence that names the proposal."""
    number = {"number": row.proposal.number}
    row.outcome = typed.outcome
    selected = typed.outcome == Outcome.SELECTED
    row.amount = (row.asked if typed.amount is None else typed.amount) if selected else 0
    row.reserve_place = typed.reserve_place if typed.outcome == Outcome.RESERVE else None
    row.reason = typed.reason.strip()
    faults = []
    if selected and row.amount <= 0:
        faults.append(_("%(number)s: a selected proposal needs an amount.") % number)
    if row.amount > row.asked:
        faults.append(_("%(number)s: nobody gets more than was asked for.") % number)
    if 0 < row.amount < row.asked and not row.reason:
        faults.append(_("%(number)s: say why the group gets less than it asked for.") % number)
    if typed.outcome == Outcome.RESERVE and not row.reserve_place:
        faults.append(_("%(number)s: give its place on the reserve list.") % number)
    return faults


def _over_their_years(rows: list[Allocation]) -> list[str]:
    """Amounts beyond what the group may still get in this stage, or in the years that share a sum."""
    left = joint.left_for(row.proposal_id for row in rows)
    return [
        _("%(number)s: this group may get %(left)s more at most.")
        % {"number": row.proposal.number, "left": money(left[row.proposal_id])}
        for row in rows
        if row.amount > left.get(row.proposal_id, row.amount)
    ]


def _twice(round_: FundingRound, rows: list[Allocation]) -> list[str]:
    """Places on the reserve list that would be given twice, also beside rows that were not typed."""
    others = round_.allocations.exclude(pk__in=[row.pk for row in rows]).filter(reserve_place__isnull=False)
    taken = dict(others.values_list("reserve_place", "proposal__number"))
    faults = []
    for row in rows:
        if row.reserve_place is None:
            continue
        if row.reserve_place in taken:
            faults.append(
                _("%(number)s and %(other)s have the same place on the reserve list.")
                % {"number": row.proposal.number, "other": taken[row.reserve_place]}
            )
        taken[row.reserve_place] = row.proposal.number
    return faults


def _save(round_: FundingRound, rows: list[Allocation], before: Mapping[int, list[Any]], actor: Any) -> None:
    changed = [row for row in rows if decision(row) != before[row.pk]]
    said = {str(row.proposal.number): (before[row.pk], decision(row)) for row in changed}
    # Places on the reserve list may trade hands, so all let go first.
    round_.allocations.filter(pk__in=[row.pk for row in changed], reserve_place__isnull=False).update(
        outcome=Outcome.NOT_SELECTED, reserve_place=None
    )
    Allocation.objects.bulk_update(rows, ["outcome", "amount", "reserve_place", "reason"], batch_size=500)
    _count_up(round_, actor, RANKED, said)


@contextmanager
def drafting(round_: FundingRound, *, actor: Any, version: int | None = None) -> Iterator[FundingRound]:
    """The round locked while its ranking is changed: by whom may, in time, and as it was seen."""
    with transaction.atomic(), kindly(FundingRound, RoundCeiling, Allocation):
        locked = FundingRound.objects.select_for_update(of=("self",)).get(pk=round_.pk)
        if not actor.has_perm("funding.draft_round", locked):
            raise NotAllowed
        if locked.state != RoundState.DRAFTING:
            raise Refused([ROUND.too_late(locked)])
        as_seen(locked, version)
        yield locked
    round_.version = locked.version


def _count_up(round_: FundingRound, actor: Any, verb: str, changes: Mapping[str, Any]) -> None:
    before = round_.version
    round_.version += 1
    round_.save(update_fields=["version"])
    audit.record(verb, round_, actor=actor, changes={"version": (before, round_.version), **changes})


def _named(fields: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {name: (None, value) for name, value in fields.items()}


def _listed(ceilings: list[RoundCeiling]) -> list[list[Any]]:
    return [[str(each), each.ceiling] for each in ceilings]
