"""A call: who may ask for what, until when, by which rules. Everything in it is data; publishing freezes it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.enums import LegalForm, Theme
from proposals import rules
from proposals.enums import CORE_SECTIONS, AreaKind, CallState, ReviewStep, SectionKey
from proposals.models.frozen import CALL_FROZEN, CALL_STAYS, frozen
from proposals.models.programme import Programme, Stage, Terms
from villages.models import District, Office, Village
from villages.names import InLanguage


class CallQuerySet(models.QuerySet["Call"]):
    def public(self) -> CallQuerySet:
        """What visitors see: everything that was published."""
        return self.exclude(state=CallState.DRAFT)

    def open_at(self, now: datetime | None = None) -> CallQuerySet:
        """Calls that take proposals at ``now``, by the clock and not by what the clock's task has got to."""
        now = now or timezone.now()
        return self.filter(
            opens_at__lte=now, closes_at__gt=now, state__in=[CallState.PUBLISHED, CallState.OPEN, CallState.CLOSED]
        )

    def visible_to(self, user: Any) -> CallQuerySet:
        """The rows on which ``user`` holds ``proposals.view_call``; published ones are public anyway."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.filter(rules.calls_seen_by(user))


def core_sections() -> list[str]:
    return [str(key) for key in CORE_SECTIONS]


def usual_steps() -> list[str]:
    return [str(ReviewStep.ELIGIBILITY), str(ReviewStep.DOCUMENTS)]


def usual_forms() -> list[str]:
    """Everybody but companies."""
    return [str(form) for form in LegalForm if form != LegalForm.COMPANY]


class Call(Terms):
    """``opens_at`` ≤ now < ``closes_at`` decides whether it takes proposals; the state only follows."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="calls", verbose_name=_("programme"))
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="calls", verbose_name=_("stage"))
    title_ko = models.CharField(_("Korean title"), max_length=150)
    title_en = models.CharField(_("English title"), max_length=150, blank=True)
    summary_ko = models.TextField(_("what it is for, in Korean"), max_length=2000)
    summary_en = models.TextField(_("what it is for, in English"), max_length=2000, blank=True)
    area_kind = models.CharField(_("area"), max_length=10, choices=AreaKind.choices, default=AreaKind.CITY)
    districts = models.ManyToManyField(
        District, through="CallDistrict", blank=True, related_name="calls", verbose_name=_("districts")
    )
    villages = models.ManyToManyField(
        Village, through="CallVillage", blank=True, related_name="calls", verbose_name=_("villages")
    )
    expected_awards = models.CharField(_("how many will be supported"), max_length=60, blank=True)
    opens_at = models.DateTimeField(_("opens at"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)
    results_ko = models.CharField(_("when results are announced, in Korean"), max_length=100, blank=True)
    results_en = models.CharField(_("when results are announced, in English"), max_length=100, blank=True)
    project_start = models.DateField(_("projects begin"), null=True, blank=True)
    project_end = models.DateField(_("projects end"), null=True, blank=True)
    themes = ArrayField(
        models.CharField(max_length=20, choices=Theme.choices),
        verbose_name=_("themes (none chosen: all)"),
        default=list,
        blank=True,
    )
    legal_forms = ArrayField(
        models.CharField(max_length=20, choices=LegalForm.choices),
        verbose_name=_("kinds of group that may ask"),
        default=usual_forms,
    )
    review_steps = ArrayField(
        models.CharField(max_length=20, choices=ReviewStep.choices),
        verbose_name=_("how proposals are looked at"),
        default=usual_steps,
    )
    sections = ArrayField(
        models.CharField(max_length=20, choices=SectionKey.choices),
        verbose_name=_("parts of the proposal"),
        default=core_sections,
    )
    advice_required = models.BooleanField(_("advice is needed before submitting"), default=False)
    names_hidden = models.BooleanField(_("names are hidden from reviewers"), default=False)
    triage_days = models.PositiveSmallIntegerField(_("business days for the eligibility check"), default=7)
    return_days = models.PositiveSmallIntegerField(_("business days for corrections"), default=7)
    objection_days = models.PositiveSmallIntegerField(_("days to object"), default=20)
    contact_office = models.ForeignKey(
        Office, models.PROTECT, related_name="calls", verbose_name=_("office to ask"), null=True, blank=True
    )
    copied_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="copies", verbose_name=_("copied from")
    )
    state = models.CharField(_("state"), max_length=10, choices=CallState.choices, default=CallState.DRAFT)
    published_at = models.DateTimeField(_("published on"), null=True, blank=True)
    # Counts amendments; every submission says under which version of the rules it was made.
    rules_version = models.PositiveSmallIntegerField(default=1, editable=False)
    title = InLanguage()
    summary = InLanguage()
    results = InLanguage()

    objects: ClassVar[CallQuerySet] = CallQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Terms.Meta):
        verbose_name = _("call for proposals")
        verbose_name_plural = _("calls for proposals")
        ordering = ["-closes_at", "-id"]
        constraints = [
            *Terms.Meta.constraints,
            models.CheckConstraint(
                name="call_closes_after_opening",
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                violation_error_message=_("A call must close after it opens."),
            ),
            models.CheckConstraint(
                name="call_dates_when_published",
                condition=Q(state=CallState.DRAFT)
                | Q(opens_at__isnull=False, closes_at__isnull=False, published_at__isnull=False),
                violation_error_message=_("A published call needs the times at which it opens and closes."),
            ),
            models.CheckConstraint(
                name="call_project_ends_after_start",
                condition=Q(project_start=None) | Q(project_end=None) | Q(project_end__gte=F("project_start")),
                violation_error_message=_("Projects end after they begin."),
            ),
        ]
        indexes = [
            models.Index(fields=["closes_at"], condition=~Q(state=CallState.DRAFT), name="call_by_closing"),
        ]
        triggers = [CALL_FROZEN, CALL_STAYS]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("proposals:call", args=[self.pk])

    @property
    def theme_names(self) -> list[str]:
        return [str(Theme(theme).label) for theme in self.themes]

    @property
    def review_step_names(self) -> list[str]:
        return [str(ReviewStep(step).label) for step in self.review_steps]

    @property
    def is_over(self) -> bool:
        """Whether its closing time has come, by the clock."""
        return self.closes_at is not None and self.closes_at <= timezone.now()

    @property
    def is_public(self) -> bool:
        return self.state != CallState.DRAFT

    def is_open(self, now: datetime | None = None) -> bool:
        """Whether it takes proposals at ``now``: by the clock, to the second, whatever the state says."""
        if self.opens_at is None or self.closes_at is None or self.state not in TAKES_BY_CLOCK:
            return False
        return self.opens_at <= (now or timezone.now()) < self.closes_at


class CallDistrict(models.Model):
    """A district in which a call asks for proposals: a rule like any other, so it is frozen like any other."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="calldistricts")
    district = models.ForeignKey(District, models.PROTECT, related_name="+", verbose_name=_("district"))

    class Meta:
        verbose_name = _("district of a call")
        verbose_name_plural = _("districts of calls")
        constraints = [models.UniqueConstraint(name="call_district_once", fields=["call", "district"])]
        triggers = [frozen("call_district_frozen")]

    def __str__(self) -> str:
        return str(self.district)


class CallVillage(models.Model):
    """A village in which a call asks for proposals."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="callvillages")
    village = models.ForeignKey(Village, models.PROTECT, related_name="+", verbose_name=_("village"))

    class Meta:
        verbose_name = _("village of a call")
        verbose_name_plural = _("villages of calls")
        constraints = [models.UniqueConstraint(name="call_village_once", fields=["call", "village"])]
        triggers = [frozen("call_village_frozen")]

    def __str__(self) -> str:
        return str(self.village)


TAKES_BY_CLOCK = (CallState.PUBLISHED, CallState.OPEN, CallState.CLOSED)
