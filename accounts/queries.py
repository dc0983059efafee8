"""Reading people's own matters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.enums import TieState
from accounts.models import Consent, ConsentText, FamilyTie, IdentityConfirmation, User

if TYPE_CHECKING:
    from datetime import datetime

# A link to confirm an address is good for three days; whoever has not asked for another within a month will not.
NEVER_CONFIRMED_KEPT = timedelta(days=30)


def people() -> QuerySet[User]:
    """Accounts that somebody uses: confirmed, not closed."""
    return User.objects.filter(is_active=True, emailaddress__verified=True).distinct()


def person_at(address: str) -> User | None:
    """The person whose confirmed address this is."""
    return people().filter(emailaddress__email__iexact=address.strip()).first()


def never_confirmed(before: datetime | None = None) -> QuerySet[User]:
    """Open accounts without a confirmed address, made before ``before`` (by default 30 days ago)."""
    before = before or timezone.now() - NEVER_CONFIRMED_KEPT
    return User.objects.filter(is_active=True, joined_at__lt=before).exclude(emailaddress__verified=True)


# --- Consents ----------------------------------------------------------------------------------------


def texts_in_force(at: datetime | None = None) -> list[ConsentText]:
    """The newest published text of each purpose, required ones first."""
    newest = (
        ConsentText.objects.filter(published_at__lte=at or timezone.now())
        .order_by("purpose", "-version")
        .distinct("purpose")
    )
    return sorted(newest, key=lambda text: (not text.required, text.pk))


def consents_of(user: Any) -> QuerySet[Consent]:
    """Everything ``user`` ever agreed to, newest first."""
    return Consent.objects.filter(user=user).select_related("text").order_by("-given_at", "-pk")


def has_consented(user: Any, purpose: str) -> bool:
    """Whether ``user`` agrees today to the use of data for ``purpose``, by whatever version of its text."""
    return Consent.objects.filter(user=user, text__purpose=purpose, withdrawn_at__isnull=True).exists()


def to_be_asked(user: Any) -> list[ConsentText]:
    """Required texts in force to which ``user`` has not agreed: a new version, or one added since."""
    agreed = set(Consent.objects.filter(user=user, withdrawn_at__isnull=True).values_list("text_id", flat=True))
    return [text for text in texts_in_force() if text.required and text.pk not in agreed]


# --- Family ------------------------------------------------------------------------------------------


def ties_of(user: Any) -> QuerySet[FamilyTie]:
    """The ties ``user`` may see, with both people."""
    return FamilyTie.objects.visible_to(user).select_related("from_user", "to_user")


def family_of(user: Any) -> QuerySet[User]:
    """People with whom ``user`` has a confirmed tie."""
    confirmed = FamilyTie.objects.confirmed()
    return User.objects.filter(
        Q(pk__in=confirmed.filter(from_user=user).values("to_user"))
        | Q(pk__in=confirmed.filter(to_user=user).values("from_user"))
    )


def ties_among(users: Iterable[Any]) -> list[tuple[int, int]]:
    """Confirmed ties between any two of ``users``, as pairs of ids: the edges by which families are counted."""
    ids = [user.pk for user in users]
    return list(
        FamilyTie.objects.filter(state=TieState.CONFIRMED, from_user__in=ids, to_user__in=ids)
        .order_by("pk")
        .values_list("from_user_id", "to_user_id")
    )


# --- Identity ----------------------------------------------------------------------------------------


def identity_of(user: Any) -> IdentityConfirmation | None:
    """The latest confirmation that the account belongs to the person it names."""
    return IdentityConfirmation.objects.filter(person=user).select_related("confirmed_by").first()
