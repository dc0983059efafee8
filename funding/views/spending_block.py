"""What an award's page shows of its receipts and papers, beside the lines of its budget."""

from __future__ import annotations

from typing import Any

from funding.models import Award, Settlement
from funding.queries.spending import is_spending_open


def spending_of(award: Award, user: Any) -> dict[str, Any]:
    """Reports, the settlement, and whether ``user`` can enter a receipt."""
    return {
        "reports": list(award.reports.order_by("due_on", "id")),
        "settlement": Settlement.objects.filter(award=award).first(),
        "may_enter": award.belongs_to(user) and is_spending_open(award),
    }
