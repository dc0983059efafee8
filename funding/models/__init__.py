"""Rounds, what they decide, awards and the ledger."""

from funding.models.ledger import Award, LedgerEntry
from funding.models.round import Allocation, FundingRound, RoundCeiling

__all__ = ["Allocation", "Award", "FundingRound", "LedgerEntry", "RoundCeiling"]
