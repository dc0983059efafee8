"""The rows of a call: what may be bought, what is asked, by what it is judged, and what was amended."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals.enums import Item, QuestionKind, SectionKey
from proposals.models.call import Call
from proposals.models.frozen import frozen
from villages.names import InLanguage, in_language


class RowOfCall(models.Model):
    """A row in the order in which an official put it."""

    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True
        ordering = ["position", "id"]


class BudgetItem(RowOfCall):
    """An item on which the grant may be spent, with its caps. What has no row may not be bought."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="budget_items", verbose_name=_("call"))
    item = models.CharField(_("item"), max_length=20, choices=Item.choices)
    cap = models.PositiveBigIntegerField(_("at most (won)"), null=True, blank=True)
    cap_percent = models.PositiveSmallIntegerField(
        _("at most (percent of the grant)"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    note_ko = models.CharField(_("what it is for, in Korean"), max_length=200, blank=True)
    note_en = models.CharField(_("what it is for, in English"), max_length=200, blank=True)
    note = InLanguage()

    class Meta(RowOfCall.Meta):
        verbose_name = _("budget item")
        verbose_name_plural = _("budget items")
        constraints = [
            models.UniqueConstraint(
                name="budget_item_once",
                fields=["call", "item"],
                violation_error_message=_("This item is in the list already."),
            )
        ]
        triggers = [frozen("budget_item_frozen")]

    def __str__(self) -> str:
        return str(self.get_item_display())


class Criterion(RowOfCall):
    """One line of the rubric."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="criteria", verbose_name=_("call"))
    name_ko = models.CharField(_("criterion in Korean"), max_length=100)
    name_en = models.CharField(_("criterion in English"), max_length=100, blank=True)
    description_ko = models.CharField(_("what is looked at, in Korean"), max_length=500, blank=True)
    description_en = models.CharField(_("what is looked at, in English"), max_length=500, blank=True)
    points = models.PositiveSmallIntegerField(_("points"), validators=[MinValueValidator(1), MaxValueValidator(100)])
    name = InLanguage()
    description = InLanguage()

    class Meta(RowOfCall.Meta):
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        triggers = [frozen("criterion_frozen")]

    def __str__(self) -> str:
        return self.name


class Question(RowOfCall):
    """Something this call asks beside the parts every proposal has. ``key`` is how the answer is stored."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="questions", verbose_name=_("call"))
    key = models.SlugField(max_length=40, editable=False)
    section = models.CharField(
        _("part of the proposal"), max_length=20, choices=SectionKey.choices, default=SectionKey.QUESTIONS
    )
    kind = models.CharField(_("kind of answer"), max_length=10, choices=QuestionKind.choices, default=QuestionKind.LONG)
    label_ko = models.CharField(_("question in Korean"), max_length=200)
    label_en = models.CharField(_("question in English"), max_length=200, blank=True)
    help_ko = models.CharField(_("help in Korean"), max_length=500, blank=True)
    help_en = models.CharField(_("help in English"), max_length=500, blank=True)
    required = models.BooleanField(_("must be answered"), default=True)
    # Characters for texts; empty where the kind's own limit is meant.
    limit = models.PositiveSmallIntegerField(_("at most (characters)"), null=True, blank=True)
    choices_ko = ArrayField(
        models.CharField(max_length=100), verbose_name=_("choices in Korean"), default=list, blank=True
    )
    choices_en = ArrayField(
        models.CharField(max_length=100), verbose_name=_("choices in English"), default=list, blank=True
    )
    label = InLanguage()
    help = InLanguage()

    class Meta(RowOfCall.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.UniqueConstraint(name="question_key_once", fields=["call", "key"]),
            models.CheckConstraint(
                name="question_choices_where_chosen",
                condition=~Q(kind__in=["choice", "several"]) | Q(choices_ko__len__gte=2),
                violation_error_message=_("Please give at least two choices."),
            ),
        ]
        triggers = [frozen("question_frozen")]

    def __str__(self) -> str:
        return self.label

    @property
    def options(self) -> list[tuple[str, str]]:
        """(stored value, label): the value is the Korean wording's place in the list, so a translation may change."""
        return [
            (str(place), in_language(korean, self.choices_en[place] if place < len(self.choices_en) else ""))
            for place, korean in enumerate(self.choices_ko)
        ]


class DocumentRequirement(RowOfCall):
    """A document that a proposal needs or may bring."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="documents", verbose_name=_("call"))
    name_ko = models.CharField(_("document in Korean"), max_length=100)
    name_en = models.CharField(_("document in English"), max_length=100, blank=True)
    help_ko = models.CharField(_("help in Korean"), max_length=500, blank=True)
    help_en = models.CharField(_("help in English"), max_length=500, blank=True)
    # Suffixes of the kinds in seoul_portal.files; none chosen: all of them.
    types = ArrayField(models.CharField(max_length=10), verbose_name=_("kinds of file"), default=list, blank=True)
    largest_mb = models.PositiveSmallIntegerField(
        _("at most (MB)"), default=10, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    required = models.BooleanField(_("required"), default=False)
    name = InLanguage()
    help = InLanguage()

    class Meta(RowOfCall.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        triggers = [frozen("document_frozen")]

    def __str__(self) -> str:
        return self.name


class Pledge(RowOfCall):
    """A sentence that a group gives its word on."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="pledges", verbose_name=_("call"))
    text_ko = models.CharField(_("pledge in Korean"), max_length=300)
    text_en = models.CharField(_("pledge in English"), max_length=300, blank=True)
    text = InLanguage()

    class Meta(RowOfCall.Meta):
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")
        triggers = [frozen("pledge_frozen")]

    def __str__(self) -> str:
        return self.text


class Briefing(RowOfCall):
    """A meeting at which the call is explained. It may be added or moved any time: it is no rule."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="briefings", verbose_name=_("call"))
    at = models.DateTimeField(_("time"))
    place_ko = models.CharField(_("place in Korean"), max_length=200)
    place_en = models.CharField(_("place in English"), max_length=200, blank=True)
    link = models.URLField(_("address to join online"), blank=True)
    place = InLanguage()

    class Meta(RowOfCall.Meta):
        verbose_name = _("briefing")
        verbose_name_plural = _("briefings")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.place


class CurrentTransaction(models.Func):
    """The number of the running transaction, as text."""

    template = "pg_current_xact_id()::text"
    output_field = models.TextField()


class Amendment(models.Model):
    """A dated, announced change of a published call. Append-only, and the only key to the frozen rules."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="amendments", verbose_name=_("call"))
    at = models.DateTimeField(_("announced on"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("announced by"))
    text_ko = models.TextField(_("what changes and why, in Korean"), max_length=2000)
    text_en = models.TextField(_("what changes and why, in English"), max_length=2000, blank=True)
    transaction = models.TextField(db_default=CurrentTransaction(), editable=False)
    text = InLanguage()

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        ordering = ["at", "id"]
        triggers = [
            pgtrigger.Protect(name="amendment_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="amendment_is_of_now",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="NEW.transaction := pg_current_xact_id()::text; RETURN NEW;",
            ),
        ]

    def __str__(self) -> str:
        return self.text
