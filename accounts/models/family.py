"""Family ties. Two confirmed relatives in one group count as one person, so both must have said so."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import FamilyKind, TieState


class FamilyTieQuerySet(models.QuerySet["FamilyTie"]):
    def visible_to(self, user: Any) -> "FamilyTieQuerySet":
        """Ties naming ``user``, and answered ones that ``user`` declared (see ``rules.FAMILY_TIE``)."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(to_user=user) | Q(from_user=user) & ~Q(state=TieState.DECLARED))

    def open(self) -> "FamilyTieQuerySet":
        """Declared or confirmed."""
        return self.filter(state__in=OPEN)

    def confirmed(self) -> "FamilyTieQuerySet":
        return self.filter(state=TieState.CONFIRMED)


OPEN = (TieState.DECLARED, TieState.CONFIRMED)


class FamilyTie(models.Model):
    """``from_user`` says that ``to_user`` is family; it counts once ``to_user`` confirms it."""

    from_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="ties_declared", verbose_name=_("declared by")
    )
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="ties_named_in", verbose_name=_("relative")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=FamilyKind.choices)
    state = models.CharField(_("state"), max_length=20, choices=TieState.choices, default=TieState.DECLARED)
    declared_at = models.DateTimeField(_("declared"), default=timezone.now)

    objects: ClassVar[FamilyTieQuerySet] = FamilyTieQuerySet.as_manager()  # type: ignore[assignment]
    # Who is whose relative must not be read from the audit record.
    audit_hidden = frozenset({"from_user", "to_user", "kind"})

    class Meta:
        verbose_name = _("family tie")
        verbose_name_plural = _("family ties")
        ordering = ["-declared_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(from_user=F("to_user")), name="family_tie_not_to_oneself"),
            models.UniqueConstraint(
                Least("from_user", "to_user"),
                Greatest("from_user", "to_user"),
                condition=Q(state__in=["declared", "confirmed"]),
                name="family_tie_open_once",
            ),
        ]
        indexes = [models.Index(fields=["to_user", "state"], name="family_tie_by_relative")]

    def __str__(self) -> str:
        return f"{self.from_user} – {self.to_user}"

    def get_absolute_url(self) -> str:
        return reverse("accounts:family")

    def clean(self) -> None:
        if self.from_user_id == self.to_user_id:
            raise ValidationError(_("A family tie is between two people."))
