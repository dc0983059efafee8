"""The queue: submitted files of the places in which somebody checks them. Its cost does not grow with the archive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from groups.rules import own_groups, villages_of
from proposals.enums import CallState, ProposalState
from proposals.models import Call, Proposal, SavedView, ThreadMessage
from proposals.rules import TRIAGE_ROLES
from seoul_portal.prepared import Prepared
from villages.enums import DIVISION_ROLES, OfficeKind
from villages.models import District, Posting, Village
from villages.names import named
from villages.rules import active_postings, held, standing_of

IN_WORK = (ProposalState.SUBMITTED, ProposalState.RETURNED)
CHECKING_ROLES = (*TRIAGE_ROLES, *DIVISION_ROLES)
# Here counts end: "99+" tells an officer as much as 40,000.
MOST_COUNTED = 100
MOST_CALLS = 40


def queue_of(user: Any) -> QuerySet[Proposal]:
    """Submitted files that ``user`` may check, by place; files of their own groups are somebody else's work."""
    scope = villages_of(user, "village", CHECKING_ROLES)
    return Proposal.objects.filter(scope, number__isnull=False).exclude(group__in=own_groups(user))


def rows(found: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """What a line of the queue prints and no more, in one query; ``last_side`` is who wrote last in the thread."""
    last = ThreadMessage.objects.filter(proposal=OuterRef("pk")).order_by("-id").values("side")[:1]
    return found.only("number", "title", "group_name", "state", "submitted_at", "acts_by").annotate(
        place_name=named("village__name"),
        call_title=named("call__title"),
        assignee=F("assigned_to__person__name"),
        last_side=Subquery(last),
    )


# --- Quick views -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class View:
    """A view of the queue that everybody has. ``query`` is what its link adds to the address."""

    name: str
    label: str | Promise
    query: str


VIEWS = (
    View("work", _("In work"), ""),
    View("mine", _("Mine"), "assigned=mine"),
    View("unassigned", _("Nobody's yet"), "assigned=nobody"),
    View("late", pgettext_lazy("queue", "Late"), "late=true"),
    View("group", _("With the group"), "waiting=group"),
)


def condition(name: str, user: Any) -> Q:
    """Which files a quick view shows, among those in work."""
    today = timezone.localdate()
    return {
        "work": Q(),
        "mine": Q(assigned_to__in=[each.pk for each in active_postings(user)]),
        "unassigned": Q(assigned_to=None, state=ProposalState.SUBMITTED),
        "late": Q(acts_by__lt=today),
        "group": Q(state=ProposalState.RETURNED),
    }[name]


@dataclass(frozen=True)
class Aside:
    """What stands around the list: the counts of quick views, the choices of filters, and saved views."""

    counts: dict[str, str]
    calls: list[tuple[int, str]]
    places: list[tuple[int, str]]
    people: list[tuple[int, str]]
    saved: list[tuple[int, str, str]]

    @property
    def choices(self) -> tuple[Any, ...]:
        """What there is to choose from, to tell one set of filters from another."""
        return (tuple(self.calls), tuple(self.places), tuple(self.people))


def aside_of(user: Any) -> Aside:
    """The counts in one query, everything else in another, whatever the number of files."""
    lines = _choices(user, key=(*standing_of(user), get_language()))

    def of(kind: str) -> list[tuple[int, str, str]]:
        return [(pk, label, more) for line, pk, label, more in lines if line == kind]

    def choices(kind: str) -> list[tuple[int, str]]:
        return [(pk, label) for pk, label, _more in of(kind)]

    return Aside(
        counts=counts_of(user),
        calls=sorted(choices("call"), reverse=True),
        places=sorted(choices("place"), key=lambda choice: choice[1]),
        people=sorted(choices("person"), key=lambda choice: choice[1]),
        saved=sorted(of("saved"), key=lambda choice: choice[1]),
    )


def counts_of(user: Any) -> dict[str, str]:
    """How many files each quick view shows. One query, over an index of what is in work and not of the archive."""
    [found] = _counted(user, key=standing_of(user))
    return {view.name: shown(number) for view, number in zip(VIEWS, found, strict=True)}


def _count(user: Any) -> QuerySet[Any]:
    counted = {f"in_{view.name}": Count("pk", filter=condition(view.name, user)) for view in VIEWS}
    found = queue_of(user).filter(state__in=IN_WORK).order_by().annotate(all_of_it=Value(1)).values("all_of_it")
    return found.annotate(**counted).values_list(*counted)


_counted = Prepared(_count)
_choices = Prepared(lambda user: _calls().union(_places(user), _people(user), _saved(user), all=True))


def shown(number: int) -> str:
    """A bounded count as it is printed: "99+" for more."""
    return f"{MOST_COUNTED - 1}+" if number >= MOST_COUNTED else str(number)


def _lines(rows: QuerySet[Any], kind: str, pk: Any, label: Any, more: Any = "") -> QuerySet[Any]:
    """Rows in the common shape of the union: kind, id, label, more."""
    text = CharField()
    return rows.order_by().values_list(
        Value(kind, output_field=text),
        F(pk) if isinstance(pk, str) else pk,
        Cast(label, text),
        Cast(more or Value(""), text),
    )


def _calls() -> QuerySet[Any]:
    recent = Call.objects.exclude(state=CallState.DRAFT).order_by("-pk").values("pk")[:MOST_CALLS]
    return _lines(Call.objects.filter(pk__in=recent), "call", "pk", named("title"))


def _places(user: Any) -> QuerySet[Any]:
    """For the Division districts, for everybody else the villages of their offices."""
    if sees_city(user):
        return _lines(District.objects.current(), "place", "pk", named())
    return _lines(Village.objects.filter(villages_of_ids(user)), "place", "pk", named())


def _people(user: Any) -> QuerySet[Any]:
    """Who checks files at the offices of ``user``; for the Division there would be too many to choose from."""
    postings = held(user, CHECKING_ROLES)
    here = Q(office__in={each.office_id for each in postings})
    districts = {each.office.district_id for each in postings if each.office.kind == OfficeKind.DISTRICT_OFFICE}
    found = Posting.objects.in_force().filter(here | Q(office__district__in=districts), role__in=CHECKING_ROLES)
    return _lines(found, "person", "pk", F("person__name"))


def _saved(user: Any) -> QuerySet[Any]:
    return _lines(SavedView.objects.filter(user=user), "saved", "pk", F("name"), F("query"))


def sees_city(user: Any) -> bool:
    """Whether the queue of ``user`` is the whole city's."""
    return any(each.office.kind == OfficeKind.DIVISION for each in held(user, CHECKING_ROLES))


def villages_of_ids(user: Any) -> Q:
    """The villages in which ``user`` checks files, as a condition on villages."""
    scope = Q(pk__in=[])
    for posting in held(user, CHECKING_ROLES):
        if posting.office.kind == OfficeKind.DISTRICT_OFFICE:
            scope |= Q(district=posting.office.district_id)
        else:
            scope |= Q(pk__in=posting.office.served)
    return scope


# --- "Next file" and on whom a file waits -------------------------------------------------------------


def next_file(user: Any, file: Proposal) -> int | None:
    """The id of the file that waits for the office after ``file``, in order of the queue; after the last, the first."""
    waiting = queue_of(user).filter(state=ProposalState.SUBMITTED).exclude(pk=file.pk).order_by("acts_by", "id")
    later = Q(acts_by__gt=file.acts_by) | Q(acts_by=file.acts_by, id__gt=file.pk) if file.acts_by else Q(pk__in=[])
    found = waiting.annotate(earlier=~later).order_by("earlier", "acts_by", "id")
    return found.values_list("pk", flat=True).first()


def waits_on(file: Proposal) -> str:
    """On whom the file waits: "office", "group" or "nobody"."""
    if file.state == ProposalState.RETURNED:
        return "group"
    return "office" if file.state == ProposalState.SUBMITTED else "nobody"
