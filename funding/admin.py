"""Django admin shows money and changes none of it: balances follow entries, entries follow decisions."""

from django.contrib import admin

from casework.admin import ReadOnlyAdmin
from funding.models import Allocation, Award, FundingRound, LedgerEntry, Promotion, Reconciliation, RoundCeiling


@admin.register(FundingRound)
class FundingRoundAdmin(ReadOnlyAdmin):
    list_display = ("name_ko", "state", "budget", "committed", "paid", "returned", "announced_at")
    list_filter = ("state",)
    raw_id_fields = ("proposed_by", "signed_by")


@admin.register(RoundCeiling)
class RoundCeilingAdmin(ReadOnlyAdmin):
    list_display = ("round", "district", "theme", "ceiling", "committed")
    list_select_related = ("round", "district")


@admin.register(Allocation)
class AllocationAdmin(ReadOnlyAdmin):
    list_display = ("round", "place", "proposal", "score", "outcome", "asked", "amount")
    list_filter = ("outcome",)
    list_select_related = ("round", "proposal")
    show_full_result_count = False


@admin.register(Award)
class AwardAdmin(ReadOnlyAdmin):
    list_display = ("proposal", "state", "amount", "committed", "paid", "returned")
    list_filter = ("state",)
    list_select_related = ("proposal",)
    show_full_result_count = False


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnlyAdmin):
    list_display = ("at", "kind", "amount", "award", "by", "key")
    list_filter = ("kind",)
    list_select_related = ("award__proposal", "by")
    show_full_result_count = False


@admin.register(Promotion)
class PromotionAdmin(ReadOnlyAdmin):
    list_display = ("proposal", "amount", "state", "proposed_by", "signed_by")
    list_select_related = ("proposal", "proposed_by", "signed_by")


@admin.register(Reconciliation)
class ReconciliationAdmin(ReadOnlyAdmin):
    list_display = ("at", "entries", "balances", "differences")
