"""Changing what visitors read about an office."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from casework import audit
from villages.models import Office


@transaction.atomic
def change_office(office: Office, form: Any, formsets: Iterable[Any], *, actor: Any) -> None:
    """Save valid forms of ``office`` and record what changed, the lines of its hours as text."""
    before = Office.objects.select_for_update().get(pk=office.pk)
    lines_before = _lines(before)
    form.save()
    for formset in formsets:
        formset.save()
    changes: dict[str, Any] = {name: (getattr(before, name), getattr(office, name)) for name in form.changed_data}
    lines = _lines(office)
    changes |= {name: (lines_before[name], lines[name]) for name in lines if lines[name] != lines_before[name]}
    if changes:
        audit.record("office.changed", office, actor=actor, changes=changes)


def _lines(office: Office) -> dict[str, list[str]]:
    return {
        "hours": [f"{row.weekday} {row.opens:%H:%M}–{row.closes:%H:%M}" for row in office.hours.all()],
        "special_days": [f"{row.day} {row.opens}–{row.closes}" for row in office.special_days.all()],
    }
