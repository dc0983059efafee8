"""What funding holds about a person; all of it belongs to the record of public money and is kept."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from accounts import data
from funding.models import (
    Acceptance,
    Activity,
    BankAccount,
    Expense,
    LessonTaken,
    Nomination,
    Pause,
    Report,
    Settlement,
    Statement,
    Tranche,
    Variation,
)


def _agreed(user: Any) -> dict[str, Any]:
    yes = Acceptance.objects.filter(user=user).values("agreement__award__proposal__title", "role", "fingerprint", "at")
    lessons = LessonTaken.objects.filter(user=user).values("award__proposal__title", "at")
    return {"accepted": list(yes), "lessons": list(lessons)}


def _handled(user: Any) -> dict[str, Any]:
    """Accounts without their numbers, which are the group's."""
    accounts = BankAccount.objects.filter(entered_by=user).values("group__name", "bank", "tail", "state", "entered_at")
    asked = Tranche.objects.filter(requested_by=user).values("award__proposal__title", "amount", "requested_at")
    return {"accounts": list(accounts), "payments": list(asked)}


def _reported(user: Any) -> dict[str, Any]:
    """Receipts and days that the person entered, and what they handed in."""
    title = "award__proposal__title"
    receipts = Expense.objects.filter(by=user).values(title, "payee", "amount", "spent_on", "name", "at", "removed_at")
    days = Activity.objects.filter(by=user).values(title, "on", "title", "at", "removed_at")
    papers = [
        *Report.objects.filter(submitted_by=user).values(title, "kind", "submitted_at"),
        *Settlement.objects.filter(submitted_by=user).values(title, "submitted_at"),
    ]
    return {"receipts": list(receipts), "diary": list(days), "handed_in": papers}


def _changed(user: Any) -> dict[str, Any]:
    """Changes and pauses that the person asked for, and what they said about a cancellation or a city service."""
    title = "award__proposal__title"
    asked = Variation.objects.filter(requested_by=user).values(title, "kind", "reason", "state", "requested_at")
    paused = Pause.objects.filter(by=user).values(title, "from_on", "expected_on", "ended_on", "reason")
    said = Statement.objects.filter(by=user).values("clawback__award__proposal__title", "text", "at")
    wished = Nomination.objects.filter(answered_by=user).values(title, "name", "wish", "answered_at")
    held = Nomination.objects.filter(opinion_by=user).values(title, "name", "opinion", "in_favour", "opinion_at")
    return {
        "changes": list(asked), "pauses": list(paused), "statements": list(said),
        "wishes": list(wished), "opinions": list(held),
    }  # fmt: skip


def register_sections() -> None:
    """Called once, when the app is ready."""
    kept = gettext_lazy("It is the record of public money and is kept for as long as records must.")
    data.register(
        "agreements", _agreed, label=gettext_lazy("Agreements that you accepted and lessons that you took"), kept=kept,
        order=180,
    )  # fmt: skip
    data.register(
        "payments", _handled, label=gettext_lazy("Bank accounts that you entered and payments that you asked for"),
        kept=kept, order=182,
    )  # fmt: skip
    data.register(
        "receipts", _reported, label=gettext_lazy("Receipts and diary that you entered and reports that you handed in"),
        kept=kept, order=184,
    )  # fmt: skip
    data.register(
        "changes", _changed, label=gettext_lazy("Changes and pauses that you asked for and what you said about them"),
        kept=kept, order=186,
    )  # fmt: skip
