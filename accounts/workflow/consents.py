"""Giving and withdrawing consent."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.enums import Purpose
from accounts.models import Consent, ConsentText, User
from casework import audit


class EndsAccount(Exception):
    """The account cannot exist without this consent: withdrawing it is closing the account."""


def give(user: Any, texts: Iterable[ConsentText]) -> list[Consent]:
    """Record that ``user`` agrees to ``texts``; those agreed to already are passed over."""
    with transaction.atomic():
        _lock(user)
        agreed = set(Consent.objects.filter(user=user, withdrawn_at__isnull=True).values_list("text_id", flat=True))
        given = [Consent.objects.create(user=user, text=text) for text in texts if text.pk not in agreed]
        for consent in given:
            audit.record("consent.given", consent, actor=user, changes={"text": (None, consent.text)})
    return given


def withdraw(user: Any, purpose: str) -> int:
    """End every consent of ``user`` for ``purpose`` and what hangs on it; returns how many there were.

    Raises ``EndsAccount`` for the consent on which the account rests.
    """
    if purpose == Purpose.ACCOUNT:
        raise EndsAccount
    with transaction.atomic():
        _lock(user)
        ended = end_all(user, purpose=purpose)
        if purpose == Purpose.TELEPHONE and user.phone:
            User.objects.filter(pk=user.pk).update(phone="")
            audit.record("user.phone_destroyed", user, actor=user, changes={"phone": (user.phone, "")})
            user.phone = ""
    return ended


def end_all(user: Any, **only: Any) -> int:
    """End the open consents of ``user`` (those of one ``purpose``, or all) within the present transaction."""
    consents = Consent.objects.filter(user=user, withdrawn_at__isnull=True).select_related("text")
    if "purpose" in only:
        consents = consents.filter(text__purpose=only["purpose"])
    now = timezone.now()
    ended = list(consents)
    for consent in ended:
        consent.withdrawn_at = now
        consent.save(update_fields=["withdrawn_at"])
        audit.record("consent.withdrawn", consent, actor=user, changes={"withdrawn_at": (None, now)})
    return len(ended)


def _lock(user: Any) -> None:
    """Two clicks at once must not give, or withdraw, the same consent twice."""
    User.objects.select_for_update().get(pk=user.pk)
