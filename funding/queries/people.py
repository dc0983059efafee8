"""Who hears of what happens to a round."""

from __future__ import annotations

from typing import Any

from villages.enums import DIVISION_ROLES, Role
from villages.models import Posting


def directors(*, but: Any = None) -> list[Any]:
    """Who may sign."""
    return _posted(Role.DIVISION_DIRECTOR, but=but)


def division(*, but: Any = None) -> list[Any]:
    """Everybody who runs rounds."""
    return _posted(*DIVISION_ROLES, but=but)


def _posted(*roles: str, but: Any) -> list[Any]:
    found = Posting.objects.in_force().filter(role__in=roles, office__active=True).select_related("person")
    people = {each.person_id: each.person for each in found.order_by("id")}
    return [person for pk, person in people.items() if but is None or pk != but.pk]
