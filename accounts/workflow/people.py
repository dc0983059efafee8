"""Changing one's own details, and confirming who somebody is."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import identity
from accounts.enums import Purpose
from accounts.models import ConsentText, IdentityConfirmation, User
from accounts.queries import texts_in_force
from accounts.workflow import consents
from casework import audit
from casework.lifecycle import Refused

OWN_FIELDS = ("name", "language", "phone")


def change_details(actor: User, *, telephone_consent: bool = False, **values: Any) -> User:
    """Save ``actor``'s own ``name``, ``language`` and ``phone``.

    The caller has made sure of consent to a telephone number: given earlier or, with ``telephone_consent``, just now.
    """
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=actor.pk)
        changes = {
            name: (getattr(person, name), values[name])
            for name in OWN_FIELDS
            if name in values and getattr(person, name) != values[name]
        }
        if telephone_consent:
            consents.give(person, [_text_of(Purpose.TELEPHONE)])
        if changes:
            for name, (_before, after) in changes.items():
                setattr(person, name, after)
                setattr(actor, name, after)
            person.save(update_fields=list(changes))
            audit.record("user.changed", person, actor=person, changes=changes)
    return person


def set_language(actor: User, language: str) -> None:
    """Remember the language that ``actor`` has chosen."""
    change_details(actor, language=language)


def confirm_identity(person: User, method: str, *, actor: User | None) -> IdentityConfirmation:
    """Record that ``person`` is who the account says, by ``method``.

    The floor that offers the method calls this within the transaction of its own, authorised step; ``actor`` is
    ``None`` where an outside service says so. Raises ``Refused`` for oneself and ``KeyError`` for an unknown method.
    """
    identity.method(method)
    if actor is not None and actor.pk == person.pk:
        raise Refused([_("Somebody else has to confirm your own identity.")])
    with transaction.atomic():
        confirmation = IdentityConfirmation.objects.create(person=person, method=method, confirmed_by=actor)
        audit.record("identity.confirmed", confirmation, actor=actor, changes={"method": ("", method)})
    return confirmation


def _text_of(purpose: str) -> ConsentText:
    return next(text for text in texts_in_force() if text.purpose == purpose)
