"""Conditions on rows, said so that PostgreSQL answers them in the best order."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, QuerySet


class _Among(Func):
    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()


def among(path: str, keys: QuerySet[Any, Any]) -> Any:
    """``path__in=keys`` where ``keys`` are few and belong to somebody: they come first, then the rows by their index.

    PostgreSQL joins the subquery of ``IN`` with everything around it, and plans every order in which that can be done;
    beside an ``OR`` it reads the whole table instead. ``keys`` may not depend on the row.
    """
    return _Among(F(path), ArraySubquery(keys))
