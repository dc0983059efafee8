"""Django admin shows money and changes none of it: balances follow entries, entries follow decisions.

What can be set here are the conditions of a stage; agreements made before keep those of their day.
"""

from django.contrib import admin

from funding.models import (
    Agreement,
    Allocation,
    Award,
    BankAccount,
    Clawback,
    Conditions,
    FundingRound,
    LedgerEntry,
    Nomination,
    Pause,
    PaymentBatch,
    Promotion,
    Reconciliation,
    Report,
    RoundCeiling,
    Settlement,
    Tranche,
    Variation,
)
from seoul_portal.admin import ReadOnlyAdmin, RecordedAdmin


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


@admin.register(Conditions)
class ConditionsAdmin(RecordedAdmin):
    list_display = ("stage", "accepted_by", "tranches", "countersigned_from", "settle_within")
    list_select_related = ("stage__programme",)


@admin.register(Agreement)
class AgreementAdmin(ReadOnlyAdmin):
    list_display = ("award", "due_on", "agreed_at", "fingerprint")
    list_select_related = ("award__proposal",)
    exclude = ("content",)
    show_full_result_count = False


@admin.register(BankAccount)
class BankAccountAdmin(ReadOnlyAdmin):
    list_display = ("group", "bank", "tail", "state", "entered_by", "confirmed_by")
    list_filter = ("state",)
    list_select_related = ("group", "entered_by", "confirmed_by")
    exclude = ("number", "mark", "holder")
    show_full_result_count = False


@admin.register(Tranche)
class TrancheAdmin(ReadOnlyAdmin):
    list_display = (
        "award",
        "position",
        "amount",
        "state",
        "requested_by",
        "approved_by",
        "countersigned_by",
        "paid_by",
    )
    list_filter = ("state",)
    list_select_related = ("award__proposal", "requested_by", "approved_by", "paid_by")
    show_full_result_count = False


@admin.register(PaymentBatch)
class PaymentBatchAdmin(ReadOnlyAdmin):
    list_display = ("number", "made_by", "made_at", "answered_by", "answered_at")
    list_select_related = ("made_by", "answered_by")


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    list_display = ("award", "kind", "state", "due_on", "submitted_by", "submitted_at")
    list_filter = ("kind", "state")
    list_select_related = ("award__proposal", "submitted_by")
    show_full_result_count = False


@admin.register(Settlement)
class SettlementAdmin(ReadOnlyAdmin):
    list_display = ("award", "state", "due_on", "paid", "accepted", "return_by", "returned_on")
    list_filter = ("state",)
    list_select_related = ("award__proposal",)
    show_full_result_count = False


@admin.register(Variation)
class VariationAdmin(ReadOnlyAdmin):
    list_display = ("award", "kind", "state", "by_rule", "requested_by", "requested_at")
    list_filter = ("kind", "state")
    list_select_related = ("award__proposal", "requested_by")
    show_full_result_count = False


@admin.register(Pause)
class PauseAdmin(ReadOnlyAdmin):
    list_display = ("award", "from_on", "expected_on", "ended_on", "by")
    list_select_related = ("award__proposal", "by")


@admin.register(Clawback)
class ClawbackAdmin(ReadOnlyAdmin):
    list_display = ("award", "state", "amount", "proposed_by", "hearing_until", "signed_by", "done_at")
    list_filter = ("state",)
    list_select_related = ("award__proposal", "proposed_by", "signed_by")


@admin.register(Nomination)
class NominationAdmin(ReadOnlyAdmin):
    list_display = ("name", "award", "state", "due_on", "nominated_by", "opinion_by", "decided_by")
    list_filter = ("state",)
    list_select_related = ("award__proposal", "nominated_by", "opinion_by", "decided_by")
    # What a group and a district wrote is for those who decide.
    exclude = ("wish", "opinion")
