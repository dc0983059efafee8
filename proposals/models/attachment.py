"""Files that belong to a proposal."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals.models.proposal import Proposal
from proposals.models.terms import DocumentRequirement, Question
from seoul_portal.files import PrivateFileField


class Attachment(models.Model):
    """A file under the name its sender gave it: for a document that the call asks for, a question, or neither.

    A file that was handed in is never destroyed while its version is kept; taken away, it leaves the draft only.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="attachments", verbose_name=_("proposal"))
    requirement = models.ForeignKey(
        DocumentRequirement, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("document")
    )
    question = models.ForeignKey(
        Question, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("question")
    )
    file = PrivateFileField(_("file"))
    name = models.CharField(_("name of the file"), max_length=140)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("added by"))
    at = models.DateTimeField(_("added"), default=timezone.now)
    removed_at = models.DateTimeField(_("taken away"), null=True, blank=True)

    of_residents = True
    audit_hidden = frozenset({"name"})

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["id"]
        indexes = [models.Index(fields=["proposal", "id"], name="attachment_of_proposal")]

    def __str__(self) -> str:
        return self.name
