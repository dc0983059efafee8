"""A panel as its officials see it: who sits, who reads what, what is missing, and who may read a file at all."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proposals.balance import balance
from proposals.enums import ConflictKind, ProposalState, Relation, ReviewState
from proposals.models import Moderation, Panel, Proposal, Review, Seat
from proposals.models.review import STANDING
from proposals.queries.relations import relations
from villages.enums import Role
from villages.models import Posting

HANDED_IN = (ReviewState.SCORED, ReviewState.FINAL)


def division() -> list[Any]:
    """The officials who run panels, to be told."""
    found = Posting.objects.in_force().filter(role=Role.DIVISION_OFFICIAL).select_related("person")
    return [each.person for each in found]


def seats_of(panel: Panel) -> QuerySet[Seat]:
    """Everybody who sits, was invited, declined or left, each with how far they are."""
    found = panel.seats.select_related("user", "posting__office", "panel__call").prefetch_related("districts")
    return found.annotate(
        reads=Count("reviews", filter=_of_reviews(STANDING)),
        undeclared=Count("reviews", filter=Q(reviews__state=ReviewState.ASSIGNED)),
        done=Count("reviews", filter=Q(reviews__state__in=HANDED_IN)),
        conflicts=Count("reviews", filter=Q(reviews__state=ReviewState.CONFLICT)),
    ).order_by("state", "id")


def _of_reviews(condition: Q) -> Q:
    """A condition on reviews, asked of what they belong to."""
    return Q(*(Q(**{f"reviews__{name}": value}) for name, value in condition.children))  # type: ignore[misc]


# --- Files -------------------------------------------------------------------------------------------


def files_of(panel: Panel) -> QuerySet[Proposal]:
    """What the panel reads; before it begins, what it will read."""
    state = ProposalState.ELIGIBLE if panel.opened_at is None else ProposalState.IN_REVIEW
    files = Proposal.objects.filter(call=panel.call_id)
    return files.filter(reviews__state=ReviewState.FINAL).distinct() if panel.is_closed else files.filter(state=state)


def waiting_for(panel: Panel) -> QuerySet[Proposal]:
    """Found eligible after the panel began: an objection was right, or corrections came back late."""
    return Proposal.objects.filter(call=panel.call_id, state=ProposalState.ELIGIBLE)


def rows_of(panel: Panel) -> QuerySet[Any]:
    """The files with ``given`` and ``done`` reviews, ``low`` and ``high`` totals, and whether a talk is ``due``."""
    last = Moderation.objects.filter(proposal=OuterRef("pk")).order_by("-at").values("at")[:1]
    done = Q(reviews__state__in=HANDED_IN)
    ids = files_of(panel).values("pk")
    return (
        Proposal.objects.filter(pk__in=ids)
        .select_related("village__district")
        .defer("words")
        .annotate(
            given=Count("reviews", filter=_of_reviews(STANDING)),
            done=Count("reviews", filter=done),
            low=Min("reviews__total", filter=done),
            high=Max("reviews__total", filter=done),
            last_in=Max("reviews__handed_in_at", filter=done),
            talked_at=Subquery(last),
        )
        .annotate(spread=F("high") - F("low"))
        .order_by("-id")
    )


def short(panel: Panel) -> Q:
    """The condition on ``rows_of``: fewer reviews than the panel wants."""
    return Q(given__lt=panel.per_proposal)


def unfinished() -> Q:
    """The condition on ``rows_of``: somebody has not handed in."""
    return Q(done__lt=F("given"))


def talk_due(panel: Panel) -> Q:
    """The condition on ``rows_of``: all have handed in, far apart, and did not talk since the last of them did."""
    apart = Q(done__gte=2, done=F("given"), spread__gte=panel.spread_threshold)
    return apart & (Q(talked_at=None) | Q(talked_at__lt=F("last_in")))


def is_talk_due(proposal: Proposal, panel: Panel) -> bool:
    """Whether the reviewers of this file should talk."""
    return rows_of(panel).filter(talk_due(panel), pk=proposal.pk).exists()


@dataclass(frozen=True)
class Progress:
    """How far a panel is, in numbers. ``unread`` files have no review handed in; ``late`` ones may still come."""

    files: int
    reviews: int
    handed_in: int
    short: int
    unread: int
    talks: int
    waiting: int
    late: int

    @property
    def missing(self) -> int:
        """Reviews that have not been handed in."""
        return self.reviews - self.handed_in

    @property
    def percent(self) -> int:
        return self.handed_in * 100 // self.reviews if self.reviews else 0


def progress(panel: Panel) -> Progress:
    """Two queries, whatever the number of files."""
    rows = rows_of(panel).aggregate(
        files=Count("pk"),
        reviews=Sum("given", default=0),
        handed_in=Sum("done", default=0),
        short=Count("pk", filter=short(panel)),
        unread=Count("pk", filter=Q(done=0)),
        talks=Count("pk", filter=talk_due(panel)),
    )
    outside = Proposal.objects.filter(call=panel.call_id).aggregate(
        waiting=Count("pk", filter=Q(state=ProposalState.ELIGIBLE)),
        late=Count("pk", filter=Q(state__in=[ProposalState.SUBMITTED, ProposalState.RETURNED])),
    )
    return Progress(**rows, **outside)


def known_progress(panel: Panel) -> Progress:
    """``progress``, asked once of an instance: a page and all that its buttons need share one answer."""
    if "_progress" not in vars(panel):
        vars(panel)["_progress"] = progress(panel)
    return vars(panel)["_progress"]


def recusals(panel: Panel) -> list[tuple[str, int]]:
    """How many conflicts of which kind were declared: the panel's own record."""
    found = Review.objects.filter(seat__panel=panel, state=ReviewState.CONFLICT)
    rows = found.order_by().values_list("conflict").annotate(number=Count("pk"))
    return [(str(ConflictKind(kind).label), number) for kind, number in sorted(rows)]


# --- Distribution ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Short:
    """A file that gets fewer reviews than it should, and why."""

    proposal: Proposal
    has: int
    reasons: list[str]


@dataclass(frozen=True)
class Plan:
    """Whom to give what is missing (seats by file), and what cannot be given."""

    given: dict[Proposal, list[Seat]]
    short: list[Short]

    @property
    def number(self) -> int:
        return sum(len(seats) for seats in self.given.values())


def plan(panel: Panel) -> Plan:
    """Who reads what is not given yet: evenly, by the panel's seed, and nobody who stands near. Changes nothing."""
    files = {file.pk: file for file in files_of(panel).select_related("village")}
    seats = {seat.pk: seat for seat in panel.seats.sitting().select_related("user").prefetch_related("districts")}
    known = relations(seats.values(), files.values())
    readers: dict[int, set[int]] = defaultdict(set)
    load = dict.fromkeys(seats, 0)
    rows = Review.objects.standing().filter(seat__panel=panel).values_list("proposal", "seat")
    for file, seat in rows:
        readers[file].add(seat)
        if seat in load:
            load[seat] += 1
    wanted = {pk: max(0, panel.per_proposal - len(readers[pk])) for pk in files}
    may = {
        pk: {seat.pk for seat in seats.values() if not known.any(seat, file) and seat.pk not in readers[pk]}
        for pk, file in files.items()
    }
    found = balance(wanted, may, load, seed=panel.seed)
    given = {files[pk]: [seats[each] for each in chosen] for pk, chosen in found.items() if chosen}
    lacking = []
    for pk, proposal in files.items():
        if len(found[pk]) < wanted[pk]:
            reasons = Counter(each for sitting in seats.values() for each in known.of(sitting, proposal))
            lacking.append(Short(proposal, len(readers[pk]) + len(found[pk]), _why(reasons)))
    return Plan(given, lacking)


def _why(found: Counter[Relation]) -> list[str]:
    """Why so few may read a file, in sentences."""
    if not found:
        return [_("The panel has fewer people than a file should have reviews.")]
    return [
        ngettext("%(number)d person: %(relation)s", "%(number)d people: %(relation)s", number)
        % {"number": number, "relation": relation.label}
        for relation, number in found.most_common()
    ]
