"""The public register of awards: what everybody may read of each, and what all of it adds up to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Sum, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, ExtractYear
from django.utils.translation import gettext_lazy as _

from casework.models import AuditEvent
from funding.enums import AwardState, ReportKind, ReportState
from funding.models import Award, Continuation, Report
from villages.names import named

# What a state means to a neighbour.
PLAINLY = {
    AwardState.OFFERED: _("Selected; the group reads the agreement"),
    AwardState.AGREED: _("Agreed; about to begin"),
    AwardState.RUNNING: _("At work"),
    AwardState.PAUSED: _("On a break"),
    AwardState.REPORTING: _("Finished; the group writes its report"),
    AwardState.ENDED_EARLY: _("Ended early; accounts are being settled"),
    AwardState.SETTLING: _("Finished; accounts are being settled"),
    AwardState.SETTLED: _("Accounts are settled"),
    AwardState.CLOSED: _("Finished and accounted for"),
    AwardState.CANCELLED: _("Cancelled by the city"),
    AwardState.CLAWBACK: _("The city takes money back"),
}
# Accepted, or read with everything else by whoever judged and closed the award.
_FINAL = Report.objects.filter(
    Q(state=ReportState.ACCEPTED) | Q(state=ReportState.SUBMITTED, award__state=AwardState.CLOSED),
    award=OuterRef("pk"),
    kind=ReportKind.FINAL,
)


def public() -> QuerySet[Award]:
    """Awards of announced rounds that their groups did not decline."""
    return Award.objects.filter(round__announced_at__isnull=False).exclude(state=AwardState.DECLINED)


def entries() -> QuerySet[Award]:
    """What a line of the register prints; nothing else of proposal and group is read."""
    return (
        public()
        .only("amount", "theme", "state", "outcome", "offered_at")
        .annotate(
            title=F("proposal__title"),
            group_name=F("proposal__group_name"),
            village_name=named("village__name"),
            district_name=named("district__name"),
            stage_name=named("proposal__call__stage__name"),
            programme_name=named("proposal__call__stage__programme__name"),
        )
        .order_by("-id")
    )


def details() -> QuerySet[Award]:
    """The whole entry: with money, period, the group's own public words, and its lesson where it agreed to that."""
    return (
        entries()
        .only(
            "amount", "theme", "state", "outcome", "offered_at", "paid", "returned", "starts_on", "ends_on", "group",
            "closed_at",
        )
        .annotate(
            asked=F("proposal__asked"),
            village_code=F("village__code"),
            programme_code=F("proposal__call__stage__programme__code"),
            stage_pk=F("proposal__call__stage"),
            summary=_answer("summary"),
            lesson=Case(
                When(Q(outcome="") | ~Q(state=AwardState.CLOSED), then=Value("")),
                default=Subquery(
                    _FINAL.filter(data__public_lessons="yes").values(said=KeyTextTransform("lessons", "data"))[:1]
                ),
                output_field=TextField(),
            ),
        )
    )  # fmt: skip


def _answer(key: str) -> Coalesce:
    """An answer of the accepted final report that was given for everybody to read."""
    return Coalesce(
        Subquery(_FINAL.values(said=KeyTextTransform(key, "data"))[:1]), Value(""), output_field=TextField()
    )


def years_of(award: Award) -> list[Award]:
    """The other years of the same project and group, the first first: linked by the drafts that went on."""
    links = neighbours([award.pk]) if award.pk else {}
    wanted = links.get(award.pk, [])
    return list(entries().filter(pk__in=wanted).order_by("id")) if wanted else []


def neighbours(only: Iterable[int] | None = None) -> dict[int, list[int]]:
    """Award → the awards of the year before and after. One query."""
    found = Continuation.objects.filter(proposal__award__isnull=False)
    if only is not None:
        pks = list(only)
        found = found.filter(Q(previous__in=pks) | Q(proposal__award__in=pks))
    linked: dict[int, list[int]] = {}
    for earlier, later in found.values_list("previous", "proposal__award").order_by("id"):
        linked.setdefault(earlier, []).append(later)
        linked.setdefault(later, []).append(earlier)
    return linked


def figures() -> list[dict[str, Any]]:
    """By programme and year in won, as the ledger has it: committed = paid + open, paid = spent + returned + held."""
    settled = Q(settlement__state=ReportState.ACCEPTED)
    rows: Any = (
        public()
        .order_by()
        .annotate(year=ExtractYear("offered_at"))
        .values("year", programme=F("proposal__call__stage__programme"))
        .annotate(
            name=named("proposal__call__stage__programme__name"),
            awards=Count("id"),
            committed=Sum("committed"),
            paid=Sum("paid"),
            returned=Sum("returned"),
            spent=Coalesce(Sum("settlement__accepted", filter=settled), 0),
        )
        .order_by("-year", "programme")
    )
    return [
        row | {"open": row["committed"] - row["paid"], "held": row["paid"] - row["spent"] - row["returned"]}
        for row in rows
    ]


def version() -> tuple[int, Any]:
    """The newest fact in the record, and when: nothing in the register changes without one."""
    return AuditEvent.objects.order_by("-id").values_list("id", "at").first() or (0, None)
