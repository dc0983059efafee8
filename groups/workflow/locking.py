"""One lock, used by everything that changes who is in a group."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from groups.models import Group


@contextmanager
def locked(group_id: Any) -> Iterator[Group]:
    """The group, locked first and before anything inside it: two changes of its people happen one after the other."""
    with transaction.atomic():
        yield Group.objects.select_for_update(of=("self",)).get(pk=group_id)
