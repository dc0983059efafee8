"""What happens on a submitted file: points to correct, the thread, notes of the office, objections."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals import rules
from proposals.enums import ObjectionState, SectionKey, Side
from proposals.models.proposal import OfProposal, Proposal
from seoul_portal.files import PrivateFileField
from villages.models import Posting


class TriagePoint(OfProposal, models.Model):
    """One thing to correct, said when a file is returned. ``number`` of the version that it speaks of."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="points", verbose_name=_("proposal"))
    version = models.PositiveSmallIntegerField(_("version"))
    key = models.CharField(_("part"), max_length=20, choices=SectionKey.choices)
    text = models.TextField(_("what to correct"), max_length=1000)
    at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("done by")
    )

    audit_hidden = frozenset({"text"})

    class Meta:
        verbose_name = _("point to correct")
        verbose_name_plural = _("points to correct")
        ordering = ["id"]
        indexes = [models.Index(fields=["proposal", "id"], name="point_of_proposal")]

    def __str__(self) -> str:
        return f"{self.get_key_display()}: {self.text[:40]}"


class ThreadMessage(OfProposal, models.Model):
    """A message between the group and the offices, on the file itself. Append-only in practice: nobody edits it."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="messages", verbose_name=_("proposal"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by"))
    side = models.CharField(max_length=5, choices=Side.choices)
    # In which posting staff wrote; the group reads the office, not only a name.
    posting = models.ForeignKey(Posting, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(_("text"), max_length=4000)
    at = models.DateTimeField(_("written"), default=timezone.now)

    audit_hidden = frozenset({"text"})

    class Meta:
        verbose_name = _("message on a proposal")
        verbose_name_plural = _("messages on proposals")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="thread_staff_writes_in_a_posting",
                condition=Q(side=Side.GROUP, posting=None) | Q(side=Side.STAFF, posting__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["proposal", "id"], name="thread_of_proposal")]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.pk}"

    def get_absolute_url(self) -> str:
        return f"{reverse('proposals:thread', args=[self.proposal_id])}#message-{self.pk}"


class ThreadFile(models.Model):
    """A file beside a message."""

    message = models.ForeignKey(
        ThreadMessage, models.CASCADE, related_name="files", verbose_name=_("message in the thread")
    )
    file = PrivateFileField(_("file"))
    name = models.CharField(_("name of the file"), max_length=140)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)

    audit_hidden = frozenset({"name"})

    class Meta:
        verbose_name = _("file of a message")
        verbose_name_plural = _("files of messages")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class ThreadReading(models.Model):
    """How far a person has read the thread of a file. What came later is new to them."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="readings", verbose_name=_("proposal"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    # The id of the newest message shown.
    up_to = models.BigIntegerField()

    class Meta:
        verbose_name = _("reading of a thread")
        verbose_name_plural = _("readings of threads")
        constraints = [models.UniqueConstraint(name="thread_reading_once", fields=["user", "proposal"])]

    def __str__(self) -> str:
        return f"{self.user}: {self.up_to}"


class InternalNote(OfProposal, models.Model):
    """What an office writes to itself about a file. Never shown to the group, never part of a decision's text."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="internal_notes", verbose_name=_("proposal"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by"))
    posting = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name=_("posting"))
    text = models.TextField(_("text"), max_length=2000)
    at = models.DateTimeField(_("written"), default=timezone.now)

    audit_hidden = frozenset({"text"})

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        ordering = ["id"]
        indexes = [models.Index(fields=["proposal", "id"], name="note_of_proposal")]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.pk}"


class SavedView(models.Model):
    """Filters of the queue under a name, for one person."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views", verbose_name=_("person")
    )
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=500)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                name="saved_view_once",
                fields=["user", "name"],
                violation_error_message=_("You have a view of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def visible_to(self, user: Any) -> ObjectionQuerySet:
        """The rows on which ``user`` holds ``proposals.view_objection``."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.filter(rules.objections_seen_by(user))


class Objection(OfProposal, models.Model):
    """A group's word against a decision. Answered by somebody who did not take it."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="objections", verbose_name=_("proposal"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("lodged by"))
    # Who took the decision objected to, so that they cannot answer.
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_with = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(_("why you object"), max_length=4000)
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    state = models.CharField(_("state"), max_length=10, choices=ObjectionState.choices, default=ObjectionState.LODGED)
    lodged_at = models.DateTimeField(_("lodged"), default=timezone.now)
    answer_due_on = models.DateField(_("answer due"))

    objects: ClassVar[ObjectionQuerySet] = ObjectionQuerySet.as_manager()  # type: ignore[assignment]
    audit_hidden = frozenset({"text", "answer"})

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="objection_one_open",
                fields=["proposal"],
                condition=Q(state=ObjectionState.LODGED),
                violation_error_message=_("Your group has objected already. You will hear the answer."),
            ),
            models.CheckConstraint(
                name="objection_answered_by_another",
                condition=Q(answered_by=None)
                | (
                    ~Q(answered_by=models.F("decided_by"))
                    & (Q(decided_with=None) | ~Q(answered_by=models.F("decided_with")))
                ),
                violation_error_message=_("Whoever decided cannot answer the objection."),
            ),
            models.CheckConstraint(
                name="objection_answered_in_words",
                condition=~Q(state__in=[ObjectionState.UPHELD, ObjectionState.DISMISSED])
                | (Q(answered_by__isnull=False) & ~Q(answer="")),
            ),
        ]
        indexes = [
            models.Index(fields=["answer_due_on"], condition=Q(state=ObjectionState.LODGED), name="objection_due"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        return reverse("proposals:objection", args=[self.pk])
