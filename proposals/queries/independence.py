"""What floor 4 can see that could make a group less independent than it looks. A person reads it beside the reply."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, F, QuerySet
from django.utils import timezone

from groups.enums import SignalKind
from groups.models import Group
from groups.queries.independence import Seen
from proposals.enums import EditOutcome
from proposals.models import Proposal, SectionEdit

# A group so young when its call closes may have been made for the call alone.
YOUNG = timedelta(days=14)


def officials_typed(groups: QuerySet[Group]) -> Iterator[Seen]:
    """Submitted proposals with parts that an official typed and no member has changed since; one query.

    Version 0 does not count: it is what the group itself had said before.
    """
    typed = SectionEdit.objects.filter(
        for_group=True, outcome=EditOutcome.SAVED, version__gt=0, version=F("section__version"),
        section__proposal__submitted_at__isnull=False, section__proposal__group__in=groups.values("pk"),
    )  # fmt: skip
    rows = typed.values_list("section__proposal__group", "section__proposal").annotate(
        parts=Count("section", distinct=True)
    )
    for group, proposal, parts in rows.order_by():
        yield Seen(group, SignalKind.OFFICIAL_TYPED, f"proposal:{proposal}", {"parts": parts})


def founded_late(groups: QuerySet[Group]) -> Iterator[Seen]:
    """Groups founded shortly before the close of a call to which they submitted; one query."""
    late = Proposal.objects.filter(
        submitted_at__isnull=False,
        group__in=groups.values("pk"),
        group__founded_at__gt=F("call__closes_at") - YOUNG,
        group__founded_at__lte=F("call__closes_at"),
    )
    for group, proposal, founded, closes in late.order_by().values_list(
        "group", "pk", "group__founded_at", "call__closes_at"
    ):
        days = (timezone.localtime(closes).date() - timezone.localtime(founded).date()).days
        yield Seen(group, SignalKind.FOUNDED_LATE, f"proposal:{proposal}", {"days": days})
