"""One lock and one translation, used by everything that changes who is in a group."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, models, transaction

from casework.lifecycle import Refused
from groups.models import Group


@contextmanager
def locked(group_id: Any) -> Iterator[Group]:
    """The group, locked first and before anything inside it: two changes of its people happen one after the other."""
    with transaction.atomic():
        yield Group.objects.select_for_update(of=("self",)).get(pk=group_id)


@contextmanager
def kindly(*found_in: type[models.Model]) -> Iterator[None]:
    """Say a broken constraint of ``found_in`` in its own words, as ``Refused``: a race ends in an answer."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        broken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        for model in found_in:
            for constraint in model._meta.constraints:
                if constraint.name == broken:
                    raise Refused([str(constraint.get_violation_error_message())]) from error
        raise
