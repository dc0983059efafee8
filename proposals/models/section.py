"""The text of a draft, part by part, and everything anybody typed into it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals.enums import EditOutcome, SectionKey
from proposals.models.proposal import Proposal


class Section(models.Model):
    """One part of a draft. ``data`` holds the answers by field key (``proposals.outline`` says which).

    ``version`` counts the saves: whoever saves over an older one gets both texts to choose from.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="sections", verbose_name=_("proposal"))
    key = models.CharField(_("part"), max_length=20, choices=SectionKey.choices)
    data = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=0)
    # Whether the writer has said that the part is done; what is still missing is computed, never stored.
    done = models.BooleanField(_("marked as done"), default=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("edited by")
    )
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)

    of_residents = True
    audit_hidden = frozenset({"data"})

    class Meta:
        verbose_name = _("part of a proposal")
        verbose_name_plural = _("parts of proposals")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(name="section_once", fields=["proposal", "key"])]

    def __str__(self) -> str:
        return str(self.get_key_display())


class SectionEdit(models.Model):
    """What one person typed in one go. Consecutive saves of one person grow one row; a conflict is a row of its own."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="edits", verbose_name=_("part"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("edited by"))
    # Typed by staff for the group (walk-in), so that the record says who typed what.
    for_group = models.BooleanField(_("typed by staff for the group"), default=False)
    at = models.DateTimeField(_("edited"), default=timezone.now)
    # The version that the writer had before their eyes, and the one that this became (none while it waits).
    base_version = models.PositiveIntegerField()
    version = models.PositiveIntegerField(null=True, blank=True)
    data = models.JSONField(default=dict)
    outcome = models.CharField(max_length=10, choices=EditOutcome.choices, default=EditOutcome.SAVED)

    of_residents = True

    class Meta:
        verbose_name = _("edit")
        verbose_name_plural = _("edits")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="edit_saved_has_version", condition=~Q(outcome="saved") | Q(version__isnull=False)
            )
        ]
        indexes = [models.Index(fields=["section", "-id"], name="edit_of_section")]

    def __str__(self) -> str:
        return f"{self.section} {self.version}"


class SectionComment(models.Model):
    """An adviser's remark on a part. The text stays the group's; the group says when it has dealt with it."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="comments", verbose_name=_("proposal"))
    key = models.CharField(_("part"), max_length=20, choices=SectionKey.choices)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by"))
    text = models.TextField(_("comment"), max_length=2000)
    at = models.DateTimeField(_("written"), default=timezone.now)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("done by")
    )

    audit_hidden = frozenset({"text"})

    class Meta:
        verbose_name = _("comment on a part")
        verbose_name_plural = _("comments on parts")
        ordering = ["id"]
        indexes = [models.Index(fields=["proposal", "key"], name="comment_of_part")]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.get_key_display()}"

    def get_absolute_url(self) -> str:
        return self.proposal.get_absolute_url()
