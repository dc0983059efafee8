"""A person in a role at an office, from one day until another. Every permission of staff follows from one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from seoul_portal.prepared import PERSON, TODAY, Prepared
from villages import rules
from villages.enums import ROLES_AT, PostingState, Role
from villages.models.office import Office


class PostingQuerySet(models.QuerySet["Posting"]):
    def in_force(self, day: date | None = None) -> PostingQuerySet:
        """Accepted postings whose dates include ``day`` (today in Seoul), whatever the nightly clock has got to."""
        day = day or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), state=PostingState.ACTIVE, starts_on__lte=day)

    def open(self) -> PostingQuerySet:
        return self.exclude(state=PostingState.ENDED)

    def visible_to(self, user: Any) -> PostingQuerySet:
        """The rows on which ``user`` holds ``villages.view_posting``."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.filter(rules.postings_seen_by(user))


class Posting(models.Model):
    """Proposed by an office, accepted by the person, ended by either or by the clock. ``ends_on`` is the last day."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="postings", verbose_name=_("person")
    )
    office = models.ForeignKey(Office, models.PROTECT, related_name="postings", verbose_name=_("office"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    duties = models.CharField(_("duties"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=PostingState.choices, default=PostingState.PROPOSED)
    starts_on = models.DateField(_("first day"), default=timezone.localdate)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now)
    pledged_at = models.DateTimeField(_("pledge of confidentiality given"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name=_("successor")
    )

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        ordering = ["office", "role", "starts_on", "id"]
        constraints = [
            models.UniqueConstraint(
                name="posting_open_once",
                fields=["person", "office", "role"],
                condition=~Q(state=PostingState.ENDED),
                violation_error_message=_(
                    "This person holds this role at this office already, or it was proposed to them."
                ),
            ),
            models.CheckConstraint(
                name="posting_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")) | Q(state=PostingState.ENDED),
                violation_error_message=_("The last day cannot be before the first day."),
            ),
            models.CheckConstraint(
                name="posting_active_is_pledged",
                condition=~Q(state=PostingState.ACTIVE) | Q(pledged_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["ends_on"], condition=~Q(state=PostingState.ENDED), name="posting_to_expire"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("villages:posting", args=[self.pk])

    @classmethod
    def held_by(cls, person: int) -> list[Posting]:
        """The postings in force of the person with this key, each with its office and the villages that it serves."""
        found = _held(person=person)
        for posting in found:
            posting.office.served = frozenset(vars(posting).pop("served"))
        return found

    def clean(self) -> None:
        if self.office_id and self.role not in ROLES_AT[self.office.kind]:
            raise ValidationError({"role": _("This office has no such role.")})

    @property
    def title(self) -> str:
        """ "Adviser, Seongsu village center" in the active language."""
        return gettext("%(role)s, %(office)s") % {"role": self.get_role_display(), "office": self.office.name}

    @property
    def recorded_title(self) -> str:
        """The title as the audit record keeps it: always in the language of the record."""
        with override(settings.LANGUAGE_CODE):
            return self.title

    @property
    def place(self) -> Office:
        return self.office

    @property
    def is_in_force(self) -> bool:
        """Whether the posting gives its role today."""
        today = timezone.localdate()
        return (
            self.state == PostingState.ACTIVE
            and self.starts_on <= today
            and (self.ends_on is None or self.ends_on >= today)
        )


def _postings() -> models.QuerySet[Posting]:
    """Every page asks for these, of anybody who is signed in."""
    served = Office.villages.through._default_manager.filter(office=OuterRef("office")).values("village_id")
    found = Posting.objects.in_force(TODAY).filter(person=PERSON)
    return found.select_related("office").annotate(served=ArraySubquery(served))


_held = Prepared(_postings)
