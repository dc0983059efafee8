"""Django admin: the base of every model's admin, and the record for reading."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.forms import ModelForm
from django.http import HttpRequest

from casework import audit
from casework.lifecycle import Lifecycle
from casework.models import AuditEvent, PersonalDataAccess, Seal


class RecordedAdmin(admin.ModelAdmin):
    """Admin for data that administrators keep. Every change is recorded, and no state or money is changed here.

    The state field of a lifecycle is read-only whatever a subclass says; rows are never deleted unless a subclass
    sets ``deletable``.
    """

    deletable = False
    # Verbs are "<model>.added", "<model>.changed", "<model>.deleted".

    def _may(self, request: HttpRequest) -> bool:
        return request.user.has_perm(settings.ADMIN_PERMISSION)  # type: ignore[union-attr]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.deletable and self._may(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        lifecycle = Lifecycle.registered.get(str(self.model._meta.model_name))
        own = list(super().get_readonly_fields(request, obj))
        return [*own, lifecycle.field] if lifecycle and lifecycle.field not in own else own

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        before = type(obj)._default_manager.filter(pk=obj.pk).first() if change else None
        super().save_model(request, obj, form, change)
        fields = [name for name in form.changed_data if hasattr(obj, name) and not _is_many(obj, name)]
        changes = {name: (getattr(before, name, None), getattr(obj, name)) for name in fields}
        name = obj._meta.model_name
        audit.record(f"{name}.{'changed' if change else 'added'}", obj, actor=request.user, changes=changes)

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        audit.record(f"{obj._meta.model_name}.deleted", obj, actor=request.user, note=str(obj))
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for obj in queryset:
            self.delete_model(request, obj)

    # Django's own log would be a second, weaker record beside the audit events.
    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        return None


class ReadOnlyAdmin(RecordedAdmin):
    """Admin for what nobody edits by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _is_many(obj: Any, name: str) -> bool:
    return obj._meta.get_field(name).many_to_many


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
