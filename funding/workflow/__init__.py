"""Everything that changes a round, an award or the ledger."""

from funding.workflow import announcing, award, ledger, promotion, ranking, round

__all__ = ["announcing", "award", "ledger", "promotion", "ranking", "round"]
