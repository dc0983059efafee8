"""Offices where residents meet the programme, and when their doors are open."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from villages.enums import OfficeKind, Weekday
from villages.models.place import District, Village
from villages.names import InLanguage

CITY_WIDE = (OfficeKind.DIVISION, OfficeKind.COUNCIL)


class Office(models.Model):
    """A village center (serves villages of one district), a district office, the Division or the Council."""

    kind = models.CharField(_("kind"), max_length=20, choices=OfficeKind.choices)
    name_ko = models.CharField(_("Korean name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=120)
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="offices", verbose_name=_("district")
    )
    villages = models.ManyToManyField(Village, blank=True, related_name="offices", verbose_name=_("villages served"))
    address_ko = models.CharField(_("address in Korean"), max_length=200, blank=True)
    address_en = models.CharField(_("address in English"), max_length=200, blank=True)
    phone = models.CharField(_("telephone number"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    directions_ko = models.CharField(_("how to get there, in Korean"), max_length=300, blank=True)
    directions_en = models.CharField(_("how to get there, in English"), max_length=300, blank=True)
    active = models.BooleanField(_("active"), default=True)
    name = InLanguage()
    address = InLanguage()
    directions = InLanguage()

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ["kind", "name_ko"]
        constraints = [
            models.CheckConstraint(
                name="office_district_by_kind",
                condition=models.Q(kind__in=CITY_WIDE, district=None)
                | (~models.Q(kind__in=CITY_WIDE) & models.Q(district__isnull=False)),
                violation_error_message=_(
                    "Village centers and district offices need a district; the others have none."
                ),
            ),
            models.UniqueConstraint(
                name="office_one_per_district",
                fields=["district"],
                condition=models.Q(kind=OfficeKind.DISTRICT_OFFICE, active=True),
                violation_error_message=_("This district has an active district office already."),
            ),
            models.UniqueConstraint(
                name="office_one_in_the_city",
                fields=["kind"],
                condition=models.Q(kind__in=CITY_WIDE, active=True),
                violation_error_message=_("There is an active office of this kind already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("villages:office", args=[self.pk])

    @property
    def place(self) -> Office:
        """Where this belongs, for the scope of roles (every file with a place has this property)."""
        return self

    @cached_property
    def served(self) -> frozenset[int]:
        """The ids of the villages that a village center serves; ``Posting.held_by`` brings them along."""
        return frozenset(self.villages.order_by().values_list("pk", flat=True))

    def covers(self, place: Any) -> bool:
        """Whether the office is responsible for ``place`` (a district, a village or an office)."""
        if self.kind in CITY_WIDE:
            return True
        if self.kind == OfficeKind.DISTRICT_OFFICE:
            district_id = place.pk if isinstance(place, District) else place.district_id
            return district_id == self.district_id
        if isinstance(place, Village):
            return place.pk in self.served
        return place == self


class OpeningHours(models.Model):
    """One stretch of a weekday during which the office is open; a day may have several (lunch, evening)."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="hours", verbose_name=_("office"))
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                name="hours_close_after_open",
                condition=models.Q(closes__gt=models.F("opens")),
                violation_error_message=_("Closing time must be after opening time."),
            ),
            models.UniqueConstraint(name="hours_once", fields=["office", "weekday", "opens"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class SpecialDay(models.Model):
    """A day on which the usual hours do not apply: closed, or open at other times."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="special_days", verbose_name=_("office"))
    day = models.DateField(_("day"))
    opens = models.TimeField(_("opens"), null=True, blank=True)
    closes = models.TimeField(_("closes"), null=True, blank=True)
    reason_ko = models.CharField(_("reason in Korean"), max_length=100, blank=True)
    reason_en = models.CharField(_("reason in English"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(name="special_day_once", fields=["office", "day"]),
            models.CheckConstraint(
                name="special_day_hours",
                condition=models.Q(opens=None, closes=None) | models.Q(closes__gt=models.F("opens")),
                violation_error_message=_("Give both times, closing after opening, or none for a closed day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.office}"

    def clean(self) -> None:
        # In SQL a CHECK with NULL passes, so "opens without closes" must be said here as well.
        if (self.opens is None) != (self.closes is None):
            raise ValidationError(_("Give both times, closing after opening, or none for a closed day."))
