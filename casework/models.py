"""What happened, by whom, and who read whose data. Nothing here is ever changed or removed by the portal's code."""

import pgtrigger
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Read access to personal data is kept two years (Personal Information Protection Act, safety measures).
ACCESS_RECORD_KEPT = "2 years"


def never_truncated(name: str) -> pgtrigger.Trigger:
    """A trigger that refuses TRUNCATE, which row triggers do not see."""
    return pgtrigger.Trigger(
        name=f"{name}_no_truncate",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func="RAISE EXCEPTION 'this table is never emptied';",
    )


def append_only(name: str) -> list[pgtrigger.Trigger]:
    """Triggers that refuse UPDATE, DELETE and TRUNCATE, whoever asks."""
    return [
        pgtrigger.Protect(name=f"{name}_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        never_truncated(name),
    ]


class AuditEvent(models.Model):
    """One fact: who did what to which file, in which posting, and what changed. Append-only, sealed nightly."""

    at = models.DateTimeField(_("at"), default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("actor")
    )
    # An id and a name instead of a foreign key: postings live a floor higher, and the name must stay as it was.
    acting_posting_id = models.BigIntegerField(null=True)
    acting_as = models.CharField(_("acting as"), max_length=200, blank=True)
    verb = models.CharField(_("verb"), max_length=80)
    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.BigIntegerField()
    subject = GenericForeignKey("content_type", "object_id")
    changes = models.JSONField(_("changes"), default=dict)  # {"field": [old, new]}
    note = models.TextField(_("note"), blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    fingerprint = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["content_type", "object_id", "id"], name="audit_by_subject"),
            models.Index(fields=["at", "id"], name="audit_by_time"),
            models.Index(fields=["actor", "id"], name="audit_by_actor"),
        ]
        triggers = [
            *append_only("audit_event"),
            pgtrigger.Trigger(
                name="audit_event_not_in_sealed_day",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF EXISTS (SELECT 1 FROM casework_seal WHERE day >= (NEW.at AT TIME ZONE 'Asia/Seoul')::date) THEN
                        RAISE EXCEPTION 'this day is sealed: %', NEW.at;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_id}"


class Seal(models.Model):
    """The end of the hash chain over one day's events, which begins with the seal of the day before."""

    day = models.DateField(_("day"), unique=True)
    events = models.PositiveBigIntegerField(_("events"))
    previous = models.CharField(max_length=64)
    digest = models.CharField(_("seal"), max_length=64)
    sealed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        ordering = ["day"]
        triggers = append_only("seal")

    def __str__(self) -> str:
        return f"{self.day} {self.digest[:12]}"


class PersonalDataAccess(models.Model):
    """Someone read another person's contact details: who, when, from where, whose, what."""

    at = models.DateTimeField(_("at"), default=timezone.now)
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("reader"))
    acting_posting_id = models.BigIntegerField(null=True)
    acting_as = models.CharField(_("acting as"), max_length=200, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="data_accesses", verbose_name=_("person")
    )
    what = models.CharField(_("what"), max_length=200)
    address = models.GenericIPAddressField(_("from where"), null=True)
    path = models.CharField(_("page"), max_length=300, blank=True)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("personal data access")
        verbose_name_plural = _("personal data accesses")
        ordering = ["-id"]
        indexes = [models.Index(fields=["person", "-id"], name="access_by_person")]
        triggers = [
            pgtrigger.Protect(name="access_no_update", operation=pgtrigger.Update),
            pgtrigger.Trigger(
                name="access_kept_two_years",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=f"""
                    IF OLD.at > now() - interval '{ACCESS_RECORD_KEPT}' THEN
                        RAISE EXCEPTION 'personal data access records are kept {ACCESS_RECORD_KEPT}';
                    END IF;
                    RETURN OLD;
                """,
            ),
            never_truncated("access"),
        ]

    def __str__(self) -> str:
        return f"{self.reader_id} → {self.person_id}: {self.what}"
