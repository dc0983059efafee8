"""Accounts in the administration: for reading. Passwords and roles are not made here."""

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import (
    Consent,
    ConsentText,
    CorrectionRequest,
    DestructionRecord,
    FamilyTie,
    IdentityConfirmation,
    User,
)
from casework.access_record import note_access
from seoul_portal.admin import ReadOnlyAdmin, RecordedAdmin


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    """Reading one person's page is a reading of contact details, and recorded as such; the list shows none."""

    list_display = ("id", "name", "language", "is_active", "joined_at", "closed_at")
    list_filter = ("is_active", "language")
    search_fields = ("name", "=email")
    fields = ("name", "email", "phone", "language", "is_active", "joined_at", "last_login", "closed_at")
    ordering = ("-id",)
    show_full_result_count = False

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context=None):  # type: ignore[no-untyped-def]
        person = self.get_object(request, object_id)
        if person is not None and self.has_view_permission(request, person):
            note_access(request, person, "name, e-mail address, telephone number")
        return super().change_view(request, object_id, form_url, extra_context)


@admin.register(ConsentText)
class ConsentTextAdmin(RecordedAdmin):
    """A new version is a new row; what was published stays as it was."""

    list_display = ("purpose", "version", "title_ko", "required", "published_at")
    list_filter = ("purpose", "required")

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Consent)
class ConsentAdmin(ReadOnlyAdmin):
    list_display = ("user_id", "text", "given_at", "withdrawn_at")
    list_filter = ("text__purpose",)
    list_select_related = ("text",)
    show_full_result_count = False


@admin.register(FamilyTie)
class FamilyTieAdmin(ReadOnlyAdmin):
    list_display = ("id", "state", "declared_at")
    list_filter = ("state",)
    fields = ("state", "declared_at")


@admin.register(IdentityConfirmation)
class IdentityConfirmationAdmin(ReadOnlyAdmin):
    list_display = ("person", "method", "confirmed_at", "confirmed_by")
    list_select_related = ("person", "confirmed_by")


@admin.register(CorrectionRequest)
class CorrectionRequestAdmin(ReadOnlyAdmin):
    list_display = ("id", "state", "asked_at", "answered_at")
    list_filter = ("state",)
    fields = ("state", "asked_at", "answered_at")


@admin.register(DestructionRecord)
class DestructionRecordAdmin(ReadOnlyAdmin):
    list_display = ("at", "person_id", "reason", "counts")
    list_filter = ("reason",)
