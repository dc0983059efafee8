"""Reading the members' rooms, and what of them everybody may read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Count, F, IntegerField, QuerySet, TextField, Value
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groups.enums import GroupState
from groups.models import DiaryEntry, Group, Minutes, Post, PostFile
from groups.rules import group_of
from notices.deadlines import sources

PUBLISHED_AT_MOST = 30


def posts_of(group: Group) -> QuerySet[Post]:
    """The board, the newest first, with its authors and files."""
    return Post.objects.filter(group=group).select_related("author").prefetch_related("files").order_by("-id")


def file_for(user: Any, pk: int) -> QuerySet[PostFile]:
    """The file ``pk``, if ``user`` is a member of its group."""
    return PostFile.objects.filter(pk=pk, post__in=Post.objects.visible_to(user))


def minutes_of(group: Group) -> QuerySet[Minutes]:
    """All minutes, the latest meeting first."""
    return Minutes.objects.filter(group=group).select_related("author")


def diary_of(group: Group) -> QuerySet[DiaryEntry]:
    """All diary entries, the latest first."""
    return DiaryEntry.objects.filter(group=group).select_related("author")


def published_by(group: Group) -> list[dict[str, Any]]:
    """Published minutes and diary entries in one list and one query: what happened, and no name of anybody."""
    people = Count("present") + F("others")
    minutes = _public(Minutes, group, "minutes", people=people, text=F("decisions"), next=F("next_steps"))
    diary = _public(
        DiaryEntry, group, "diary", people=F("attendance"), text=F("what"), next=Value("", output_field=TextField())
    )
    return list(minutes.union(diary, all=True).order_by("-on", "-id")[:PUBLISHED_AT_MOST])


def _public(model: Any, group: Group, kind: str, **columns: Any) -> QuerySet[Any]:
    people = columns.pop("people")
    found = model.objects.published().filter(group=group).order_by()
    found = found.annotate(kind=Value(kind, output_field=CharField()), **columns)
    found = found.annotate(people=people + Value(0, output_field=IntegerField()))
    return found.values("id", "on", "place", "kind", "text", "next", "people")


# --- Calendar ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Appointment:
    """One line of the group's calendar."""

    on: date
    what: str | Promise
    title: str
    link: str


def appointments(group: Group, user: Any) -> list[Appointment]:
    """What the group has before it, the first first. Overdue duties stay until they are done."""
    found = [*_meetings(group), *_votes(group), *_break(group), *_deadlines(group, user)]
    return sorted(found, key=lambda each: (each.on, each.title))


def _meetings(group: Group) -> Iterator[Appointment]:
    for minutes in Minutes.objects.filter(group=group, next_on__gte=timezone.localdate()).order_by("next_on"):
        assert minutes.next_on is not None
        yield Appointment(minutes.next_on, _("Meeting"), minutes.next_steps, minutes.get_absolute_url())


def _votes(group: Group) -> Iterator[Appointment]:
    for vote in group.votes.open():
        yield Appointment(timezone.localdate(vote.closes_at), _("Vote closes"), vote.question, vote.get_absolute_url())


def _break(group: Group) -> Iterator[Appointment]:
    if group.state == GroupState.ON_BREAK and group.break_until:
        yield Appointment(group.break_until, _("Expected back from the break"), "", group.get_absolute_url())


def _deadlines(group: Group, user: Any) -> Iterator[Appointment]:
    """Deadlines of every floor that concern this group and ``user``; votes are listed above, voted on or not."""
    for source in sources():
        if source.name == "group-vote":
            continue
        for duty in source.belonging_to(user)[:200]:
            if getattr(duty, "group_id", None) == group.pk or group_of(duty) == group:
                yield Appointment(duty.due_on, source.label, source.title(duty), source.link(duty))
