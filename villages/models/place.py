"""Districts (gu) and villages (dong). Codes and names change while places stay, so everything refers to the row."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from villages.names import InLanguage, keys_of


class SearchKeys(models.TextField):
    """The keys by which a place is found, derived from its names on every save (also in ``bulk_create``)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"editable": False}
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        keys = keys_of(model_instance.name_ko, model_instance.name_en)  # type: ignore[attr-defined]
        setattr(model_instance, self.attname, keys)
        return keys


class PlaceQuerySet(models.QuerySet):
    def current(self, day: date | None = None) -> PlaceQuerySet:
        """Places that exist on ``day`` (today in Seoul)."""
        day = day or timezone.localdate()
        return self.filter(
            models.Q(valid_from=None) | models.Q(valid_from__lte=day),
            models.Q(valid_to=None) | models.Q(valid_to__gt=day),
        )


class Place(models.Model):
    """What districts and villages share. ``valid_to`` is the first day on which the place is no more."""

    code = models.CharField(_("code"), max_length=10, unique=True)
    former_codes = ArrayField(models.CharField(max_length=10), verbose_name=_("former codes"), default=list, blank=True)
    name_ko = models.CharField(_("Korean name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=80)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    valid_from = models.DateField(_("exists from"), null=True, blank=True)
    valid_to = models.DateField(_("exists until (exclusive)"), null=True, blank=True)
    search = SearchKeys()
    successors = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="predecessors", verbose_name=_("successors")
    )
    name = InLanguage()

    # No other queryset may be called so: django-stubs finds a manager that models inherit by that name alone.
    objects: ClassVar[PlaceQuerySet] = PlaceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        abstract = True
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="%(class)s_ends_after_start",
                condition=models.Q(valid_from=None)
                | models.Q(valid_to=None)
                | models.Q(valid_to__gt=models.F("valid_from")),
                violation_error_message=_("A place must end after it begins."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_current(self) -> bool:
        """Whether the place exists today."""
        today = timezone.localdate()
        return (self.valid_from is None or self.valid_from <= today) and not self.is_closed

    @property
    def is_closed(self) -> bool:
        return self.valid_to is not None and self.valid_to <= timezone.localdate()


class District(Place):
    """An autonomous district (자치구) and its square on the tile map."""

    tile_column = models.PositiveSmallIntegerField(_("column on the tile map"))
    tile_row = models.PositiveSmallIntegerField(_("row on the tile map"))
    # Stand in the numbers of files from here: 2026-JN-00042.
    letters = models.CharField(_("letters in file numbers"), max_length=4, blank=True)

    class Meta(Place.Meta):
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        constraints = [
            *Place.Meta.constraints,
            models.UniqueConstraint(name="district_letters_once", fields=["letters"], condition=~models.Q(letters="")),
        ]

    def get_absolute_url(self) -> str:
        return reverse("villages:district", args=[self.code])


class Village(Place):
    """An administrative dong (행정동)."""

    district = models.ForeignKey(District, models.PROTECT, related_name="villages", verbose_name=_("district"))

    class Meta(Place.Meta):
        verbose_name = _("village")
        verbose_name_plural = _("villages")

    def get_absolute_url(self) -> str:
        return reverse("villages:village", args=[self.district.code, self.code])
