"""Rounds, what they decide, awards and the ledger; and what becomes of an award until its account is closed."""

from funding.models.agreement import Acceptance, Agreement, BudgetLine, Goal, LessonTaken
from funding.models.change import Pause, Variation
from funding.models.conditions import Conditions
from funding.models.ledger import Award, LedgerEntry, Reconciliation
from funding.models.payment import BankAccount, Payment, PaymentBatch, Tranche
from funding.models.promotion import Promotion
from funding.models.report import Report, ReportPoint, Settlement
from funding.models.round import Allocation, FundingRound, RoundCeiling
from funding.models.spending import Activity, Expense

__all__ = [
    "Acceptance",
    "Activity",
    "Agreement",
    "Allocation",
    "Award",
    "BankAccount",
    "BudgetLine",
    "Conditions",
    "Expense",
    "FundingRound",
    "Goal",
    "LedgerEntry",
    "LessonTaken",
    "Pause",
    "Payment",
    "PaymentBatch",
    "Promotion",
    "Reconciliation",
    "Report",
    "ReportPoint",
    "RoundCeiling",
    "Settlement",
    "Tranche",
    "Variation",
]
