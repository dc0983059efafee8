"""Everything that changes a round, an award or the ledger."""

from funding.workflow import (
    account,
    agreement,
    announcing,
    award,
    diary,
    ending,
    expense,
    ledger,
    payments,
    promotion,
    ranking,
    report,
    round,
    settlement,
    tranche,
)

__all__ = [
    "account",
    "agreement",
    "announcing",
    "award",
    "diary",
    "ending",
    "expense",
    "ledger",
    "payments",
    "promotion",
    "ranking",
    "report",
    "round",
    "settlement",
    "tranche",
]
