"""Rounds, what they decide, awards and the ledger; and what becomes of an award until its account is closed."""

from funding.models.agreement import Acceptance, Agreement, BudgetLine, Goal, LessonTaken
from funding.models.asking import HelpCall, MoreTime
from funding.models.change import Pause, Variation
from funding.models.clawback import Clawback, Instalment, Statement
from funding.models.conditions import Conditions
from funding.models.ledger import Award, LedgerEntry, Reconciliation
from funding.models.next_stage import Continuation, NextPlace
from funding.models.nomination import Nomination
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
    "Clawback",
    "Conditions",
    "Continuation",
    "Expense",
    "FundingRound",
    "Goal",
    "HelpCall",
    "Instalment",
    "LedgerEntry",
    "LessonTaken",
    "MoreTime",
    "NextPlace",
    "Nomination",
    "Pause",
    "Payment",
    "PaymentBatch",
    "Promotion",
    "Reconciliation",
    "Report",
    "ReportPoint",
    "RoundCeiling",
    "Settlement",
    "Statement",
    "Tranche",
    "Variation",
]
