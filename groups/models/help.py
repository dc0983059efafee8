"""A quiet word to one adviser: a member says that the group has trouble with itself."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups import rules
from groups.enums import HelpState
from groups.models.group import Group
from villages.models import Posting


class HelpNoteQuerySet(models.QuerySet["HelpNote"]):
    def open(self) -> HelpNoteQuerySet:
        return self.exclude(state=HelpState.CLOSED)

    def visible_to(self, user: Any) -> HelpNoteQuerySet:
        """The rows on which ``user`` holds ``groups.view_helpnote``."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.filter(rules.help_seen_by(user))


class HelpNote(models.Model):
    """Seen by whoever wrote it and by the one adviser it names, and by nobody else: no list, search or admin has it."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="+", verbose_name=_("residents' group"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by"))
    adviser = models.ForeignKey(
        Posting, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("adviser")
    )
    text = models.TextField(_("what is the matter"), max_length=4000)
    answer = models.TextField(_("the adviser's words"), max_length=4000, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=HelpState.choices, default=HelpState.SENT)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)

    objects: ClassVar[HelpNoteQuerySet] = HelpNoteQuerySet.as_manager()  # type: ignore[assignment]
    audit_hidden = frozenset({"text", "answer", "adviser"})
    # The admin's view of the record leaves these rows out: even that somebody asked is between the two.
    audit_private = True

    class Meta:
        verbose_name = _("note to an adviser")
        verbose_name_plural = _("notes to advisers")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="help_note_one_open",
                fields=["group", "user"],
                condition=~Q(state=HelpState.CLOSED),
                violation_error_message=_("You have written to an adviser already. They will answer."),
            )
        ]

    def __str__(self) -> str:
        return str(_("A note to an adviser"))

    def get_absolute_url(self) -> str:
        return reverse("groups:help-note", args=[self.pk])
