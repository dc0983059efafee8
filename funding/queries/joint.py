"""What a group may still get where several years of a programme share one sum."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, F, Min, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from funding.enums import Outcome
from funding.models import Allocation, Award, FundingRound
from funding.models.ledger import LOCKED_GROUPS, LOCKS
from proposals.models import Proposal
from seoul_portal.templatetags.portal import money

_SHARED = "call__stage__joint_ceiling"


def lock(groups: Iterable[int]) -> None:
    """Have promises to these groups wait for each other until the transaction ends, always in the same order."""
    keys = sorted({group % LOCKS for group in groups})
    if keys:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, key) FROM unnest(%s::int[]) AS key", [LOCKED_GROUPS, keys])


def left_for(proposals: Iterable[int]) -> dict[int, int]:
    """Proposal → won that its group may still get; proposals of stages without a shared sum are left out. One query."""
    found = Proposal.objects.filter(pk__in=list(proposals), **{f"{_SHARED}__isnull": False}).order_by()
    rows = found.annotate(promised=_promised("group", "call__stage__programme")).values_list("pk", _SHARED, "promised")
    return {pk: max(most - promised, 0) for pk, most, promised in rows}


def what_is_over(round_: FundingRound) -> list[str]:
    """Each group that would get more than its years share, as a sentence."""
    if not getattr(round_, "shares_years", True):  # read together with the round
        return []
    shared = f"proposal__{_SHARED}"
    found = Allocation.objects.filter(round=round_, outcome=Outcome.SELECTED, **{f"{shared}__isnull": False})
    rows = (
        found.order_by()
        .values("proposal__group", "proposal__call__stage__programme")
        .annotate(name=Min("proposal__group_name"), won=Sum("amount"), most=Min(shared))
        .annotate(promised=_promised("proposal__group", "proposal__call__stage__programme"))
        .filter(won__gt=F("most") - F("promised"))
        .order_by("name")
    )
    return [sentence(row["name"], row["most"], row["promised"], row["won"]) for row in rows]


def sentence(name: str, most: int, promised: int, won: int) -> str:
    """Why ``won`` is too much."""
    return _("%(group)s may get %(left)s more in the years that share %(most)s; this would need %(won)s.") % {
        "group": name,
        "left": money(max(most - promised, 0)),
        "most": money(most),
        "won": money(won),
    }


def over_with(promises: Sequence[tuple[Award, int]]) -> list[str]:
    """Each group that these promises would give more than its years share; first locked, so that the answer stands."""
    files = [award.proposal_id for award, _amount in promises]
    found = Proposal.objects.filter(pk__in=files, **{f"{_SHARED}__isnull": False}).order_by()
    if not (groups := list(found.values_list("group", flat=True))):
        return []
    lock(groups)
    wanted: dict[tuple[int, int], int] = defaultdict(int)
    more = {award.proposal_id: amount for award, amount in promises}
    rows = list(
        found.annotate(promised=_promised("group", "call__stage__programme")).values_list(
            "pk", "group", "call__stage__programme", "group_name", _SHARED, "promised"
        )
    )
    for pk, group, programme, *_rest in rows:
        wanted[group, programme] += more[pk]
    said = {
        (group, programme): sentence(name, most, promised, wanted[group, programme])
        for _pk, group, programme, name, most, promised in rows
        if wanted[group, programme] > most - promised
    }
    return list(said.values())


def _promised(group: str, programme: str) -> Coalesce:
    """Won promised to the group in all years of the programme that share the sum."""
    return Coalesce(Subquery(_sums(group, programme)), 0, output_field=BigIntegerField())


def _sums(group: str, programme: str) -> QuerySet[Any, Any]:
    shared = Award.objects.filter(
        group=OuterRef(group),
        proposal__call__stage__programme=OuterRef(programme),
        proposal__call__stage__joint_ceiling__isnull=False,
    )
    return shared.order_by().values("group").annotate(sum=Sum("committed")).values("sum")
