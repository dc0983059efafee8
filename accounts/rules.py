"""Who may do what with a person's own matters."""

from typing import Any

from django.conf import settings
from rules import Predicate, predicate

from accounts.enums import TieState
from casework import permissions


@predicate
def is_oneself(user: Any, person: Any) -> bool:
    return person is not None and user.pk == person.pk


@predicate
def is_administrator(user: Any, _obj: Any = None) -> bool:
    return user.has_perm(settings.ADMIN_PERMISSION)


@predicate
def declared_it(user: Any, tie: Any) -> bool:
    return user.pk == tie.from_user_id


@predicate
def is_named_in_it(user: Any, tie: Any) -> bool:
    return user.pk == tie.to_user_id


@predicate
def is_answered(_user: Any, tie: Any) -> bool:
    return tie.state != TieState.DECLARED


@predicate
def asked_for_it(user: Any, request: Any) -> bool:
    return user.pk == request.person_id


def _both(first: Predicate, second: Predicate) -> Predicate:
    return first & second


FAMILY_TIE = {
    # Whoever declared a tie sees it once it is answered: a waiting one would tell that the address has an account.
    "accounts.view_familytie": is_named_in_it | _both(declared_it, is_answered),
    "accounts.answer_familytie": is_named_in_it,
    "accounts.end_familytie": is_named_in_it | declared_it,
}
CORRECTION_REQUEST = {
    "accounts.view_correctionrequest": asked_for_it | is_administrator,
    "accounts.answer_correctionrequest": is_administrator & ~asked_for_it,
    "accounts.answer_corrections": is_administrator,
}
PERSON = {
    "accounts.view_user": is_oneself | is_administrator,
    "accounts.change_user": is_oneself,
    "accounts.close_user": is_oneself,
}

for table in (FAMILY_TIE, CORRECTION_REQUEST, PERSON):
    permissions.register(table)
