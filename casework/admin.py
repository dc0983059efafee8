"""Django admin: the record for reading."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest

from casework.models import AuditEvent, PersonalDataAccess, Seal
from seoul_portal.admin import ReadOnlyAdmin


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    list_display = ("at", "actor", "acting_as", "verb", "content_type", "object_id")
    list_filter = ("content_type",)
    search_fields = ("verb", "=object_id", "=request_id")
    list_select_related = ("actor", "content_type")
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> Any:
        """All events but those about files that are between two people (``audit_private``)."""
        private = [model for model in apps.get_models() if getattr(model, "audit_private", False)]
        types = ContentType.objects.get_for_models(*private).values()
        return super().get_queryset(request).exclude(content_type__in=[each.pk for each in types])


@admin.register(Seal)
class SealAdmin(ReadOnlyAdmin):
    list_display = ("day", "events", "digest", "sealed_at")


@admin.register(PersonalDataAccess)
class PersonalDataAccessAdmin(ReadOnlyAdmin):
    list_display = ("at", "reader", "acting_as", "person", "what", "address")
    list_select_related = ("reader", "person")
    show_full_result_count = False
