"""The group itself: three neighbours and an idea."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from groups import names, rules
from groups.enums import GroupState, LegalForm, Theme
from groups.models.guards import FORMS_WITH_THREE, represented
from seoul_portal.search import SearchField
from villages.models import Village

if TYPE_CHECKING:
    from groups.models.membership import Membership


class GroupQuerySet(models.QuerySet["Group"]):
    def running(self) -> GroupQuerySet:
        """Groups that formed and have not ended, also while they rest."""
        return self.filter(state__in=RUNNING)

    def visible_to(self, user: Any) -> GroupQuerySet:
        """The rows on which ``user`` holds ``groups.view_group``."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.filter(rules.groups_seen_by(user))

    def of(self, user: Any) -> GroupQuerySet:
        """The groups ``user`` is a member of."""
        return self.filter(pk__in=rules.own_groups(user))


RUNNING = (GroupState.FORMED, GroupState.ON_BREAK)
_TONES = {"forming": "information", "formed": "success", "on_break": "warning", "disbanded": "gray"}


class Group(models.Model):
    """Its people are ``Membership`` rows; its history is the audit record, which keeps every former course and form."""

    name = models.CharField(_("name of the group"), max_length=names.LONGEST)
    name_key = models.CharField(max_length=4 * names.LONGEST, editable=False)
    village = models.ForeignKey(Village, models.PROTECT, related_name="groups", verbose_name=_("village"))
    theme = models.CharField(_("theme"), max_length=20, choices=Theme.choices)
    introduction = models.TextField(_("introduction"), max_length=1000)
    # Names of village and district in both languages, so that a search for the place finds the group.
    place_names = models.CharField(max_length=400, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=GroupState.choices, default=GroupState.FORMING)
    founder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="groups_founded", verbose_name=_("founder")
    )
    founded_at = models.DateTimeField(_("founded"), default=timezone.now)
    formed_at = models.DateTimeField(_("formed"), null=True, blank=True)
    break_until = models.DateField(_("expected back on"), null=True, blank=True)
    disbanded_at = models.DateTimeField(_("disbanded"), null=True, blank=True)
    lesson = models.TextField(_("what was learned"), max_length=4000, blank=True)
    legal_form = models.CharField(_("legal form"), max_length=20, choices=LegalForm.choices, default=LegalForm.INFORMAL)
    registration_number = models.CharField(_("registration number"), max_length=40, blank=True)
    registered_on = models.DateField(_("registered on"), null=True, blank=True)
    # Set while a running group has fewer distinct people than it needs: the day by which it should be three again.
    successor_due_on = models.DateField(_("three people again by"), null=True, blank=True)
    listed = models.BooleanField(_("shown in the public directory"), default=True)
    search = SearchField(A=["name"], B=["introduction"], C=["place_names"])

    # Whatever members do here they do as residents, never in a posting they may hold (see ``villages.acting``).
    of_residents = True
    objects: ClassVar[GroupQuerySet] = GroupQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("residents' group")
        verbose_name_plural = _("groups")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="group_name_once_in_village",
                fields=["village", "name_key"],
                condition=~Q(state=GroupState.DISBANDED),
                violation_error_message=_(
                    "There is a group of this name in this village already. Please choose another name."
                ),
            ),
            models.CheckConstraint(
                name="group_registration_complete",
                condition=Q(legal_form=LegalForm.INFORMAL, registration_number="", registered_on=None)
                | (~Q(legal_form=LegalForm.INFORMAL) & ~Q(registration_number="") & Q(registered_on__isnull=False)),
                violation_error_message=_("Please give the registration number and the date of registration."),
            ),
        ]
        indexes = [
            models.Index(fields=["successor_due_on"], name="group_short", condition=Q(successor_due_on__isnull=False)),
            models.Index(fields=["village", "-id"], name="group_by_village"),
        ]
        triggers = [
            FORMS_WITH_THREE,
            represented("group_is_represented", "NEW.id", pgtrigger.Insert),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The members' desk: messages and steps lead members there."""
        return reverse("groups:desk", args=[self.pk])

    def clean(self) -> None:
        """Tidy the name and what follows from it. Raises ``ValidationError`` for a name that cannot be."""
        self.name = names.tidy(self.name)
        try:
            names.check(self.name)
        except ValidationError as error:
            raise ValidationError({"name": error.messages}) from error
        self.name_key = names.key_of(self.name)

    @property
    def place(self) -> Village:
        """Where the group belongs, for the scope of offices."""
        return self.village

    def belongs_to(self, user: Any) -> bool:
        """Whether ``user`` is a member."""
        return rules.membership_in(user, self) is not None

    @cached_property
    def members(self) -> list[Membership]:
        """Active memberships with their people, in the order of joining; read once per instance."""
        found = list(self.memberships.active().select_related("user").order_by("joined_at", "pk"))
        for membership in found:
            membership.group = self
        return found

    @property
    def representative(self) -> Membership | None:
        """Whoever represents the group; nobody only once it is disbanded and everybody left."""
        return next((each for each in self.members if each.role == "representative"), None)

    @property
    def tone(self) -> str:
        """The colour of its state on a badge."""
        return _TONES[self.state]

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    @property
    def is_over(self) -> bool:
        return self.state == GroupState.DISBANDED
