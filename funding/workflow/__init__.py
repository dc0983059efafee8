"""Everything that changes a round, an award or the ledger."""

from funding.workflow import ledger

__all__ = ["ledger"]
