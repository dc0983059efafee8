"""Deadlines: each app registers a source of open obligations, and reminders, desk and calendar follow from it.

deadlines.register(
    DeadlineSource(
        name="report",
        label=_("Final report"),
        open=Report.objects.open,                      # rows with a date ``due_on``; paused ones left out
        link=lambda report: report.get_absolute_url(),
        people={
            Audience.RESPONSIBLE: People(Membership.objects.active, obligation="group__reports", person="user"),
            Audience.CENTER: People(Posting.objects.active, obligation="office__reports", person="person"),
        },
    )
)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.utils import timezone
from django.utils.functional import Promise

from notices.enums import Audience
from seoul_portal.conditions import among
from seoul_portal.prepared import PERSON, Prepared

Text = str | Promise

# Whose desk and calendar an obligation appears on: those who can fulfil it.
OWNERS = (Audience.RESPONSIBLE, Audience.MEMBERS)
DEFAULT_LADDER = "default"


@dataclass(frozen=True)
class People:
    """Which people belong to which obligations: rows of ``queryset()`` join the two by field paths.

    Stated as a relation, it answers both questions in one query each: whom to remind of these obligations, and which
    obligations are this person's.
    """

    queryset: Callable[[], QuerySet[Any]]
    obligation: str
    person: str

    def of(self, obligations: Collection[int]) -> QuerySet[Any, tuple[int, int]]:
        """Pairs (obligation id, person id) for these obligations."""
        found = self.queryset().filter(**{f"{self.obligation}__in": obligations, f"{self.person}__isnull": False})
        return found.order_by().values_list(self.obligation, self.person).distinct()

    def belongs_to(self, person: Any) -> Q:
        """The condition that an obligation is one of ``person``."""
        rows = self.queryset()
        theirs = rows.filter(**{self.person: person.pk}).order_by().values(self.obligation)
        # Who is worked out row by row is asked of what is open; of whom the rows themselves speak, from there.
        return Q(pk__in=theirs) if self.person in rows.query.annotations else Q(among("pk", theirs))


@dataclass(frozen=True, kw_only=True)
class DeadlineSource:
    """One sort of obligation. ``open()`` gives those that are neither fulfilled nor paused, with a date ``due_on``.

    ``name`` is stored with reminders and calendar entries and must never change. ``title`` says which one it is.
    ``kinds`` replaces the wording for an audience; see ``templates/notices/messages/deadline.*`` for the context.
    ``ask`` gives the page on which whoever must do it asks for more time or help; reminders name it.
    """

    name: str
    label: Text
    open: Callable[[], QuerySet[Any]]
    link: Callable[[Any], str]
    people: Mapping[Audience, People]
    title: Callable[[Any], str] = str
    ladder: str = DEFAULT_LADDER
    ask: Callable[[Any], str] | None = None
    kinds: Mapping[Audience, str] = field(default_factory=dict)

    def kind(self, audience: str) -> str:
        """The kind of message in which ``audience`` is reminded."""
        own = "deadline" if audience in OWNERS else "deadline-overdue"
        return self.kinds.get(Audience(audience), own)

    def belonging_to(self, person: Any) -> QuerySet[Any]:
        """Open obligations that ``person`` can fulfil, the first due first."""
        mine = Q()
        for audience in OWNERS:
            if audience in self.people:
                mine |= self.people[audience].belongs_to(person)
        found = self.open().filter(mine, due_on__isnull=False) if mine else self.open().none()
        return found.order_by("due_on", "pk")


def get(name: str) -> DeadlineSource:
    """The source of that name. Raises ``LookupError`` for one that nobody registered."""
    return _sources[name]


@dataclass(frozen=True)
class Deadline:
    """One open obligation of one person, as a page or a calendar prints it."""

    source: str
    object_id: int
    label: Text
    title: str
    due_on: date
    link: str

    @property
    def days_left(self) -> int:
        """Days until the due date; negative once it has passed."""
        return (self.due_on - timezone.localdate()).days

    @property
    def days_late(self) -> int:
        """Days since the due date."""
        return -self.days_left


_sources: dict[str, DeadlineSource] = {}


def register(source: DeadlineSource) -> None:
    """Add a source; call in ``AppConfig.ready()``. Raises ``ValueError`` for a second one of that name."""
    if source.name in _sources:
        raise ValueError(f"the deadline source {source.name} is registered already")
    _sources[source.name] = source


def sources() -> list[DeadlineSource]:
    """Every source, in the order of registration."""
    return list(_sources.values())


def deadlines_of(person: Any, *, limit: int = 200) -> list[Deadline]:
    """What ``person`` must do, the first due first; at most ``limit`` of each source.

    One query over all sources, and one for each source in which something was found.
    """
    found: dict[str, list[int]] = {}
    for name, pk in _found(limit, key=(tuple(_sources), timezone.localdate(), limit), person=person.pk):
        found.setdefault(name, []).append(pk)
    return sorted(_read(found), key=lambda deadline: (deadline.due_on, deadline.source))


def _open_ones(limit: int) -> QuerySet[Any, Any]:
    """Name of the source and id of everything that is open for ``PERSON``."""
    anybody = SimpleNamespace(pk=PERSON)
    parts = [
        source.belonging_to(anybody)[:limit].values_list(Value(name, output_field=CharField()), "pk")
        for name, source in _sources.items()
    ]
    return parts[0].union(*parts[1:], all=True)


_found = Prepared(_open_ones)


def _read(found: dict[str, list[int]]) -> Iterator[Deadline]:
    """What was found and is open to the second."""
    for name, keys in found.items():
        source = _sources[name]
        for obligation in source.open().filter(pk__in=keys, due_on__isnull=False).order_by("due_on", "pk"):
            yield Deadline(
                name, obligation.pk, source.label, source.title(obligation), obligation.due_on, source.link(obligation)
            )
