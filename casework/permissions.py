"""The one table of permissions. Each app's ``rules`` room registers its predicates here, by name, once.

A permission that nobody registered is a mistake in the code and raises, so that a typo can never mean "no" (or "yes").
"""

from collections.abc import Mapping
from typing import Any

from rules.permissions import RuleSet
from rules.predicates import Predicate

_table = RuleSet()


class UnknownPermission(LookupError):
    """Code asked for a permission that no ``rules`` room names."""


def register(table: Mapping[str, Predicate]) -> None:
    """Add an app's permissions: ``{"villages.end_posting": predicate}``. Raises ``KeyError`` for a taken name."""
    for name, predicate in table.items():
        _table.add_rule(name, predicate)


def check(name: str, user: Any, obj: Any = None) -> bool:
    """Whether an active, signed-in ``user`` holds permission ``name`` on ``obj``. Raises ``UnknownPermission``."""
    if not _table.rule_exists(name):
        raise UnknownPermission(name)
    if not (user.is_authenticated and user.is_active):
        return False
    return bool(_table.test_rule(name, user, obj))


def names() -> list[str]:
    """Every permission, for the documentation and the tests."""
    return sorted(_table)
