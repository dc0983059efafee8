"""Rounds, what they decide, awards and the ledger."""

from funding.models.ledger import Award, LedgerEntry, Reconciliation
from funding.models.promotion import Promotion
from funding.models.round import Allocation, FundingRound, RoundCeiling

__all__ = ["Allocation", "Award", "FundingRound", "LedgerEntry", "Promotion", "Reconciliation", "RoundCeiling"]
