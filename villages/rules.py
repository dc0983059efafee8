"""Who may do what, and where. A role is a posting; its scope follows the office; the table at the end names it all.

Floors above build their own predicates from ``role_for`` and ``works_for``; anything with a ``place`` (a village, a
district or an office) can be asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone
from rules.predicates import Predicate, predicate

from casework import permissions
from villages.enums import (
    COUNTER_ROLES,
    DIVISION_ROLES,
    RESERVED_ROLES,
    ROLES_AT,
    WORKING_ROLES,
    OfficeKind,
    Role,
)

if TYPE_CHECKING:
    from villages.models import Posting

# From the nearest counter to the whole city: where several postings apply, a person acts in the nearest.
_NEAREST_FIRST = {kind: rank for rank, kind in enumerate(OfficeKind.values)}
_OVERSEERS = (*WORKING_ROLES, Role.ADMINISTRATOR)
_OVERSEERS_OF_ALL = (*DIVISION_ROLES, Role.ADMINISTRATOR)


def active_postings(user: Any) -> list[Posting]:
    """The postings that give ``user`` roles today, nearest office first; read once per user instance."""
    if not (user.is_authenticated and user.is_active):
        return []
    if not hasattr(user, "_active_postings"):
        held = user.postings.model.held_by(user.pk)
        user._active_postings = sorted(held, key=lambda each: (_NEAREST_FIRST[each.office.kind], each.pk))
    return user._active_postings


def standing_of(user: Any) -> tuple[Any, ...]:
    """What decides which rows ``user`` may see: who they are, where they are posted, and the day."""
    postings = ((each.pk, each.role, each.office_id, each.office.served) for each in active_postings(user))
    return (user.pk, timezone.localdate(), *postings)


def held(user: Any, roles: Iterable[str], covering: Any = None) -> list[Posting]:
    """The postings in force by which ``user`` has one of ``roles``, for ``covering`` (``None``: anywhere)."""
    wanted = set(roles)
    return [
        each
        for each in active_postings(user)
        if each.role in wanted and (covering is None or each.office.covers(covering))
    ]


def has_role(user: Any, *roles: str, covering: Any = None) -> bool:
    """Whether ``user`` has one of ``roles``, where ``covering`` is given for that village, district or office."""
    return bool(held(user, roles, covering))


def role_for(*roles: str, place: Callable[[Any], Any] = lambda obj: obj.place) -> Predicate:
    """A predicate: one of ``roles`` at an office responsible for ``place(obj)``; without an object, at any office."""

    @predicate(f"role_for:{'|'.join(roles)}")
    def holds(user: Any, obj: Any = None) -> bool:
        return has_role(user, *roles, covering=None if obj is None else place(obj))

    return holds


def works_for(place: Callable[[Any], Any] = lambda obj: obj.place) -> Predicate:
    """A predicate: works with residents' files (adviser to director) where ``place(obj)`` is."""
    return role_for(*WORKING_ROLES, place=place)


def is_adviser_for(village: Any) -> Predicate:
    """A predicate without an object: advises residents of ``village``."""
    return predicate(lambda user: has_role(user, Role.ADVISER, covering=village), name="is_adviser_for")


def may_propose(user: Any, office: Any, role: str) -> bool:
    """Whether ``user`` may offer ``role`` at ``office`` to somebody, take the offer back, or end such a posting.

    Administrators anywhere; the Division for every office, district officers for the centers of their district;
    the keys of the house, the second signature and the Council's seat only by administrators.
    """
    if role not in ROLES_AT[office.kind]:
        return False
    if has_role(user, Role.ADMINISTRATOR):
        return True
    if role in RESERVED_ROLES:
        return False
    if has_role(user, *DIVISION_ROLES):
        return True
    return office.kind == OfficeKind.VILLAGE_CENTER and has_role(user, Role.DISTRICT_OFFICER, covering=office)


def proposable_roles(user: Any, office: Any) -> list[Role]:
    """The roles that ``user`` may offer at ``office``."""
    return [role for role in ROLES_AT[office.kind] if may_propose(user, office, role)]


def offices_of(user: Any, roles: Iterable[str], path: str = "") -> Q:
    """The offices covered by ``user``'s postings in ``roles``, as a condition on the office found at ``path``."""
    at = f"{path}__" if path else ""
    scope = Q(pk__in=[])
    for posting in held(user, roles):
        office = posting.office
        if office.kind in (OfficeKind.DIVISION, OfficeKind.COUNCIL):
            return ~Q(pk__in=[])  # every row; an empty Q would vanish when somebody adds "or" to it
        if office.kind == OfficeKind.DISTRICT_OFFICE:
            scope |= Q(**{f"{at}district": office.district_id})
        else:
            scope |= Q(**{f"{at}pk": office.pk})
    return scope


def offices_seen_by(user: Any) -> Q:
    """The condition on offices that says the same as ``villages.view_office_desk``."""
    return offices_of(user, _OVERSEERS)


def postings_seen_by(user: Any) -> Q:
    """The condition behind ``Posting.objects.visible_to``; says the same as ``villages.view_posting``."""
    return Q(person=user.pk) | offices_of(user, _OVERSEERS, "office")


def visits_seen_by(user: Any) -> Q:
    """The condition behind ``IdentityVisit.objects.visible_to``; says the same as ``villages.view_identityvisit``."""
    return Q(person=user.pk) | offices_of(user, COUNTER_ROLES, "office")


@predicate
def is_own(user: Any, obj: Any) -> bool:
    return obj is not None and obj.person_id == user.pk


@predicate
def has_any_posting(user: Any) -> bool:
    return bool(active_postings(user))


@predicate
def may_propose_somewhere(user: Any, obj: Any = None) -> bool:
    """At this office, or anywhere; which role is a second question (``may_propose``)."""
    if obj is not None:
        return bool(proposable_roles(user, obj))
    return has_role(user, *_OVERSEERS_OF_ALL, Role.DISTRICT_OFFICER)


@predicate
def may_propose_this(user: Any, obj: Any) -> bool:
    return obj is not None and may_propose(user, obj.office, obj.role)


@predicate
def serves_at_counter(user: Any, obj: Any = None) -> bool:
    """Posted to exactly the office that the visitor comes to; somebody else has to confirm one's own identity."""
    if obj is None:
        return has_role(user, *COUNTER_ROLES)
    return obj.person_id != user.pk and any(each.office_id == obj.office_id for each in held(user, COUNTER_ROLES))


@predicate
def is_assignee(user: Any, obj: Any) -> bool:
    return obj is not None and any(each.pk == obj.assigned_to_id for each in active_postings(user))


oversees = role_for(*_OVERSEERS)

permissions.register(
    {
        "villages.use_admin": role_for(Role.ADMINISTRATOR),
        "villages.use_staff_pages": has_any_posting,
        # --- offices
        "villages.view_office_desk": oversees,
        "villages.change_office": oversees,
        # --- postings
        "villages.view_posting": is_own | oversees,
        "villages.propose_posting": may_propose_somewhere,
        "villages.accept_posting": is_own,
        "villages.decline_posting": is_own,
        "villages.withdraw_posting": may_propose_this,
        "villages.end_posting": is_own | may_propose_this,
        # --- identity visits
        "villages.view_identityvisit": is_own | role_for(*COUNTER_ROLES),
        "villages.take_identityvisit": serves_at_counter,
        "villages.release_identityvisit": is_assignee,
        "villages.confirm_identityvisit": serves_at_counter,
        "villages.decline_identityvisit": serves_at_counter,
        "villages.withdraw_identityvisit": is_own,
    }
)
