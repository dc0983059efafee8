"""What the history says of facts that are no step of a lifecycle."""

from django.utils.translation import gettext_lazy as _

from casework import verbs
from funding.queries.changes import RANKED


def register_verbs() -> None:
    """Called once, when the app is ready."""
    verbs.register(
        {
            "fundinground.created": _("Round created"),
            "fundinground.changed": _("Round changed"),
            "fundinground.filled": _("Proposals and scores taken over"),
            RANKED: _("Ranking changed"),
            "award.offered": _("Award offered"),
            "promotion.proposed": _("Step up from the reserve list proposed"),
            # Agreement, account and payments.
            "agreement.fitted": _("Budget fitted to the amount"),
            "agreement.accepted": _("Agreement accepted"),
            "award.lesson_taken": _("Accounting lesson taken"),
            "bankaccount.entered": _("Bank account entered"),
            "tranche.not_delivered": _("The bank could not deliver it"),
            "conditions.added": _("Row added"),
            "conditions.changed": _("Row changed"),
            "paymentbatch.made": _("Batch made"),
            "paymentbatch.downloaded": _("Batch downloaded"),
            "paymentbatch.answered": _("Answer of the bank read in"),
            # Receipts, diary and reports.
            "expense.entered": _("Receipt entered"),
            "expense.corrected": _("Receipt corrected"),
            "expense.taken_out": _("Receipt taken out"),
            "activity.written": _("Diary written"),
            "activity.changed": _("Diary corrected"),
            "activity.taken_out": _("Taken out of the diary"),
            "nomination.made": _("Nominated as a city service"),
            "award.next_stage_opened": _("The next stage is open"),
            "award.place_moved": _("The place in the next stage is kept longer"),
            "report.written": _("Report written"),
            "award.budget_changed": _("Budget changed"),
            "award.period_changed": _("Period changed"),
            "variation.requested": _("Change asked for"),
            "clawback.proposed": _("Cancellation proposed"),
            "report.viewed_by_adviser": _("The adviser's view added"),
            "moretime.requested": _("More time asked for"),
            "helpcall.asked": _("Help asked for"),
            "activity.taken_over": _("Taken over from the group's diary"),
        }
    )
