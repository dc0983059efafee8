"""Minutes, diary and calendar: alike in all but their fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casework.lifecycle import Refused
from groups.forms.place import DiaryForm, MinutesForm, RecordForm
from groups.models import DiaryEntry, Group, Minutes
from groups.models.place import Record
from groups.queries.place import appointments, diary_of, minutes_of
from groups.views.room import in_room, members_only
from groups.workflow import place
from seoul_portal.access import signed_in

SHOWN_AT_MOST = 200


@dataclass(frozen=True)
class Kind:
    """What tells minutes from diary entries."""

    model: type[Record]
    form: type[RecordForm]
    write: Any
    template: str


MINUTES = Kind(Minutes, MinutesForm, place.write_minutes, "minutes")
DIARY = Kind(DiaryEntry, DiaryForm, place.write_entry, "diary")


@signed_in
@require_safe
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """All minutes of a group."""
    group = members_only(request, pk)
    context = in_room(request, group, records=minutes_of(group)[:SHOWN_AT_MOST])
    return render(request, "groups/place/minutes_list.html", context)


@signed_in
@require_safe
def diary(request: HttpRequest, pk: int) -> HttpResponse:
    """The diary of a group."""
    group = members_only(request, pk)
    context = in_room(request, group, records=diary_of(group)[:SHOWN_AT_MOST])
    return render(request, "groups/place/diary_list.html", context)


@signed_in
@require_safe
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """What the group has before it."""
    group = members_only(request, pk)
    context = in_room(request, group, appointments=appointments(group, request.user))
    return render(request, "groups/place/calendar.html", context)


@signed_in
def write_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the minutes of a meeting."""
    return _write(request, pk, MINUTES)


@signed_in
def write_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what the group did."""
    return _write(request, pk, DIARY)


@signed_in
@require_safe
def one_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting."""
    return _show(request, pk, MINUTES)


@signed_in
@require_safe
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry of the diary."""
    return _show(request, pk, DIARY)


@signed_in
def change_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the minutes of a meeting."""
    return _change(request, pk, MINUTES)


@signed_in
def change_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an entry of the diary."""
    return _change(request, pk, DIARY)


def _found(request: HttpRequest, pk: int, kind: Kind) -> tuple[Any, Group]:
    record = get_object_or_404(kind.model.objects.visible_to(request.user).select_related("author"), pk=pk)
    record.group = group = members_only(request, record.group_id)
    return record, group


def _show(request: HttpRequest, pk: int, kind: Kind) -> HttpResponse:
    record, group = _found(request, pk, kind)
    context = in_room(
        request,
        group,
        record=record,
        people=[each.user for each in record.present.select_related("user")] if kind is MINUTES else [],
        may_change=not group.is_over and request.user.has_perm("groups.change_record", record),
    )
    return render(request, f"groups/place/{kind.template}.html", context)


def _write(request: HttpRequest, pk: int, kind: Kind) -> HttpResponse:
    group = members_only(request, pk)
    if group.is_over:
        raise Http404
    form = kind.form(request.POST or None, group=group)
    if request.method == "POST" and form.is_valid():
        try:
            made = kind.write(group, actor=request.user, **form.values())
        except Refused as error:
            form.add_error(None, error.reasons)
        else:
            messages.success(request, _("Saved. Only members see it, unless you publish it."))
            return redirect(made)
    context = in_room(request, group, form=form)
    return render(request, f"groups/place/{kind.template}_form.html", context, status=422 if form.is_bound else 200)


def _change(request: HttpRequest, pk: int, kind: Kind) -> HttpResponse:
    """Save a change; whoever was overtaken sees the other text beside their own and saves once more."""
    record, group = _found(request, pk, kind)
    if group.is_over or not request.user.has_perm("groups.change_record", record):
        raise Http404
    form = kind.form(request.POST or None, group=group, instance=record)
    other = None
    if request.method == "POST" and form.is_valid():
        values = form.values()
        try:
            place.change(record, actor=request.user, version=form.cleaned_data["version"], **values)
        except place.Overtaken as overtaken:
            other = overtaken.present
            # The same words again, resting on the text that stands there now.
            typed = request.POST.copy()
            typed["version"] = str(other.version)
            form.data = typed
            form.add_error(None, overtaken.reasons)
        except Refused as error:
            form.add_error(None, error.reasons)
        else:
            messages.success(request, _("Your change is saved."))
            return redirect(record)
    context = in_room(request, group, form=form, record=record, other=other)
    return render(request, f"groups/place/{kind.template}_form.html", context, status=422 if form.is_bound else 200)
