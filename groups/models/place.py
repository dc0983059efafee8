"""The members' own rooms: what they write to each other, agree in meetings, and do."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups import rules
from groups.models.group import Group
from groups.models.membership import Membership
from seoul_portal.files import PrivateFileField


class RoomQuerySet(models.QuerySet[Any]):
    """Rows of a group's own rooms."""

    def visible_to(self, user: Any) -> RoomQuerySet:
        """What lies in the rooms of the groups of ``user``; nothing else is seen by anybody, whatever their post."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.filter(group__in=rules.own_groups(user))

    def published(self) -> RoomQuerySet:
        return self.filter(published=True)


class Post(models.Model):
    """Something said on the board. Taken back, it leaves an empty place, so that answers still make sense."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="posts", verbose_name=_("residents' group"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by"))
    text = models.TextField(_("text"), max_length=4000, blank=True)
    written_at = models.DateTimeField(_("written"), default=timezone.now)
    removed_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    of_residents = True
    objects: ClassVar[Any] = RoomQuerySet.as_manager()
    audit_hidden = frozenset({"text"})

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="post_removed_is_empty", condition=Q(removed_at=None) | Q(text="")),
        ]
        indexes = [models.Index(fields=["group", "-id"], name="post_of_group")]

    def __str__(self) -> str:
        return f"{self.group}: {self.pk}"

    def get_absolute_url(self) -> str:
        return f"{reverse('groups:board', args=[self.group_id])}?before={self.pk + 1}#post-{self.pk}"


class PostFile(models.Model):
    """A file beside a post, under the name its sender gave it."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="files", verbose_name=_("post"))
    file = PrivateFileField(_("file"))
    name = models.CharField(_("name of the file"), max_length=140)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)

    of_residents = True
    audit_hidden = frozenset({"name"})

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Record(models.Model):
    """What minutes and diary share: who wrote it, whether the public reads it, and which version this is."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="%(class)s_set", verbose_name=_("residents' group"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by"))
    on = models.DateField(_("date"))
    place = models.CharField(_("place"), max_length=100)
    published = models.BooleanField(_("on the public page"), default=False)
    # Counts the changes: whoever changes an older version than the present one reads both first.
    version = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField(_("written"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)

    of_residents = True
    objects: ClassVar[Any] = RoomQuerySet.as_manager()

    class Meta:
        abstract = True


class Minutes(Record):
    """What a meeting decided, and what comes next."""

    present = models.ManyToManyField(Membership, related_name="+", blank=True, verbose_name=_("members present"))
    others = models.PositiveSmallIntegerField(_("how many others"), default=0)
    decisions = models.TextField(_("decisions"), max_length=8000)
    next_steps = models.TextField(_("next steps"), max_length=4000, blank=True)
    next_on = models.DateField(_("next meeting"), null=True, blank=True)

    audit_hidden = frozenset({"place", "decisions", "next_steps"})

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="minutes_next_after",
                condition=Q(next_on=None) | Q(next_on__gt=F("on")),
                violation_error_message=_("The next meeting comes after this one."),
            ),
        ]
        indexes = [models.Index(fields=["group", "-on"], name="minutes_of_group")]

    def __str__(self) -> str:
        return f"{self.group}: {self.on}"

    def get_absolute_url(self) -> str:
        return reverse("groups:one-minutes", args=[self.pk])


class DiaryEntry(Record):
    """Something the group did. Later reports are made of these, so that nothing is typed twice.

    ``new_people`` are among ``attendance``: who came for the first time, told apart by the writer, never a sum of both.
    """

    what = models.TextField(_("what you did"), max_length=4000)
    attendance = models.PositiveIntegerField(_("how many took part"))
    new_people = models.PositiveIntegerField(_("of these, people who came for the first time"), default=0)

    audit_hidden = frozenset({"place", "what"})

    class Meta:
        verbose_name = _("diary entry")
        verbose_name_plural = _("diary entries")
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="diary_new_among_attendance",
                condition=Q(new_people__lte=F("attendance")),
                violation_error_message=_("People who came for the first time are among those who took part."),
            ),
        ]
        indexes = [models.Index(fields=["group", "-on"], name="diary_of_group")]

    def __str__(self) -> str:
        return f"{self.group}: {self.on}"

    def get_absolute_url(self) -> str:
        return reverse("groups:diary-entry", args=[self.pk])
