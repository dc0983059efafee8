"""Everything that changes a round, an award or the ledger."""

from funding.workflow import agreement, announcing, award, ledger, promotion, ranking, round

__all__ = ["agreement", "announcing", "award", "ledger", "promotion", "ranking", "round"]
