"""Programmes, calls and proposals for administrators. What is published or submitted is only read here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from proposals.models import Amendment, Call, Programme, SelfCheckTally, Stage
from seoul_portal.admin import ReadOnlyAdmin, RecordedAdmin


@admin.register(Programme)
class ProgrammeAdmin(RecordedAdmin):
    list_display = ("code", "name_ko", "name_en", "active")
    list_filter = ("active",)
    search_fields = ("code", "name_ko", "name_en")


@admin.register(Stage)
class StageAdmin(RecordedAdmin):
    list_display = ("name_ko", "programme", "kind", "ceiling", "minimum_people", "active")
    list_filter = ("programme", "active")
    list_select_related = ("programme",)
    raw_id_fields = ("pattern",)


@admin.register(Call)
class CallAdmin(ReadOnlyAdmin):
    """To read: calls are built, published and amended on the staff pages, where people are told."""

    list_display = ("title_ko", "stage", "state", "opens_at", "closes_at", "rules_version")
    list_filter = ("state", "programme")
    list_select_related = ("stage__programme",)
    search_fields = ("title_ko", "title_en")


@admin.register(Amendment)
class AmendmentAdmin(ReadOnlyAdmin):
    list_display = ("at", "call", "by", "text_ko")
    list_select_related = ("call", "by")


@admin.register(SelfCheckTally)
class SelfCheckTallyAdmin(ReadOnlyAdmin):
    list_display = ("day", "call", "rule", "outcome", "count")
    list_select_related = ("call",)
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).order_by("-day", "call", "rule")
