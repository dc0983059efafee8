"""What an award's page shows of its money and papers."""

from __future__ import annotations

from typing import Any

from funding.enums import AwardState
from funding.models import Award, Settlement
from funding.queries.spending import is_spending_open, lines_of

NOT_YET = (AwardState.OFFERED, AwardState.DECLINED)


def spending_of(award: Award, user: Any) -> dict[str, Any] | None:
    """Lines with what is left, reports and the settlement; nothing before there is an agreement."""
    if award.state in NOT_YET:
        return None
    return {
        "lines": lines_of(award),
        "reports": list(award.reports.order_by("due_on", "id")),
        "settlement": Settlement.objects.filter(award=award).first(),
        "may_enter": award.belongs_to(user) and is_spending_open(award),
    }
