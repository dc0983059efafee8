"""Places and offices for administrators. A posting begins as a proposal and moves only by its lifecycle."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest

from casework import audit
from seoul_portal.admin import ReadOnlyAdmin, RecordedAdmin
from villages.models import District, IdentityVisit, Office, OpeningHours, Posting, SpecialDay, Village
from villages.workflow.office import recording


class KeptByAdministrators:
    """Rows inside another row's page: whoever keeps that page keeps them."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(settings.ADMIN_PERMISSION)

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


class PlaceAdmin(RecordedAdmin):
    """Names and dates come from ``load_places``; here are corrections."""

    list_display = ("code", "name_ko", "name_en", "valid_from", "valid_to")
    search_fields = ("code", "name_ko", "name_en")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        place = form.instance
        before = _codes(place)
        super().save_related(request, form, formsets, change)
        after = _codes(place)
        if after != before:
            verb = f"{place._meta.model_name}.succeeded"
            audit.record(verb, place, actor=request.user, changes={"successors": (before, after)})


def _codes(place: Any) -> list[str]:
    return sorted(place.successors.values_list("code", flat=True))


@admin.register(District)
class DistrictAdmin(PlaceAdmin):
    filter_horizontal = ("successors",)


@admin.register(Village)
class VillageAdmin(PlaceAdmin):
    list_display = ("code", "district", "name_ko", "name_en", "valid_from", "valid_to")  # type: ignore[assignment]
    list_filter = ("district",)
    list_select_related = ("district",)
    autocomplete_fields = ("district", "successors")


class OpeningHoursInline(KeptByAdministrators, admin.TabularInline):
    model = OpeningHours
    extra = 1


class SpecialDayInline(KeptByAdministrators, admin.TabularInline):
    model = SpecialDay
    extra = 1


@admin.register(Office)
class OfficeAdmin(RecordedAdmin):
    list_display = ("name_ko", "kind", "district", "phone", "active")
    list_filter = ("kind", "active", "district")
    list_select_related = ("district",)
    search_fields = ("name_ko", "name_en")
    autocomplete_fields = ("district", "villages")
    inlines = (OpeningHoursInline, SpecialDayInline)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        with recording(form.instance, actor=request.user):
            super().save_related(request, form, formsets, change)


@admin.register(Posting)
class PostingAdmin(ReadOnlyAdmin):
    """To read; proposing, accepting and ending happen on the staff pages, where people are told."""

    list_display = ("person", "office", "role", "state", "starts_on", "ends_on")
    list_filter = ("state", "role")
    list_select_related = ("person", "office")
    search_fields = ("person__name", "office__name_ko", "office__name_en")


@admin.register(IdentityVisit)
class IdentityVisitAdmin(ReadOnlyAdmin):
    list_display = ("pk", "office", "state", "requested_at", "decided_at")
    list_filter = ("state",)
    list_select_related = ("office",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Without the person: an administrator keeps offices, not residents' files."""
        return ("office", "state", "requested_at", "decided_at")
