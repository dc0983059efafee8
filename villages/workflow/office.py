"""Changing what visitors read about an office."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from casework import audit
from villages.models import Office


def change_office(office: Office, form: Any, formsets: Iterable[Any], *, actor: Any) -> None:
    """Save valid forms of ``office`` and record what changed."""
    with recording(office, actor=actor):
        form.save()
        for formset in formsets:
            formset.save()


@contextmanager
def recording(office: Office, *, actor: Any) -> Iterator[None]:
    """Record what the body changes about ``office``, its hours and its villages; nothing where all stays as it was."""
    with transaction.atomic():
        before = _facts(Office.objects.select_for_update().get(pk=office.pk))
        yield
        after = _facts(Office.objects.get(pk=office.pk))
        changes = {name: (before[name], after[name]) for name in after if after[name] != before[name]}
        if changes:
            audit.record("office.changed", office, actor=actor, changes=changes)


def _facts(office: Office) -> dict[str, Any]:
    columns = {field.attname: getattr(office, field.attname) for field in office._meta.concrete_fields}
    return columns | {
        "hours": [f"{row.weekday} {row.opens:%H:%M}–{row.closes:%H:%M}" for row in office.hours.all()],
        "special_days": [f"{row.day} {row.opens}–{row.closes}" for row in office.special_days.all()],
        "villages": [village.code for village in office.villages.all()],
    }
