"""A broken constraint of the database, said in its own words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, models, transaction

from casework.lifecycle import Refused


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
