"""What the ledger adds up to, and whether every balance beside it says the same."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from funding.models import Award, FundingRound, LedgerEntry, RoundCeiling

# Won by entry kind, for one balance each.
_SUMS = {
    "committed": "CASE e.kind WHEN 'commit' THEN e.amount WHEN 'release' THEN -e.amount ELSE 0 END",
    "paid": "CASE e.kind WHEN 'pay' THEN e.amount WHEN 'bounce' THEN -e.amount ELSE 0 END",
    "returned": "CASE e.kind WHEN 'return' THEN e.amount ELSE 0 END",
}
# (name, table, balances, how an entry belongs to a row of it)
_KEPT = (
    ("round", FundingRound, ("committed", "paid", "returned"), "e.round_id = kept.id"),
    ("award", Award, ("committed", "paid", "returned"), "e.award_id = kept.id"),
    (
        "ceiling",
        RoundCeiling,
        ("committed",),
        "e.round_id = kept.round_id"
        " AND (a.district_id = kept.district_id OR (kept.theme <> '' AND a.theme = kept.theme))",
    ),
)


@dataclass(frozen=True)
class Difference:
    """A balance that does not say what its entries say; both in won."""

    what: str
    pk: int
    balance: str
    stands: int
    entries: int


@dataclass(frozen=True)
class Compared:
    """Every balance beside its entries, at one moment."""

    entries: int
    balances: int
    differences: list[Difference]


def compare() -> Compared:
    """Recompute every balance from the entries alone: one query for each table that keeps balances, and one count."""
    differences: list[Difference] = []
    compared = 0
    for what, model, balances, belongs in _KEPT:
        rows, found = _compare_table(what, model._meta.db_table, balances, belongs)
        compared += rows * len(balances)
        differences += found
    return Compared(LedgerEntry.objects.count(), compared, differences)


def _compare_table(what: str, table: str, balances: tuple[str, ...], belongs: str) -> tuple[int, list[Difference]]:
    kept = ", ".join(f"kept.{name}" for name in balances)
    sums = ", ".join(f"coalesce(sum({_SUMS[name]}), 0)::bigint AS sum_{name}" for name in balances)
    unlike = " OR ".join(f"{name} <> sum_{name}" for name in balances)
    shown = ", ".join(f"{name}, sum_{name}" for name in balances)
    # The names come from the table above, never from anybody's hand.
    query = f"""
        WITH both_sides AS (
            SELECT kept.id, {kept}, {sums}
            FROM {table} kept
            LEFT JOIN (funding_ledgerentry e JOIN funding_award a ON a.id = e.award_id) ON {belongs}
            GROUP BY kept.id
        )
        SELECT (SELECT count(*) FROM both_sides), id, {shown} FROM both_sides WHERE {unlike}
        UNION ALL SELECT count(*), NULL, {", ".join("NULL, NULL" for _name in balances)} FROM both_sides
        ORDER BY 2 NULLS FIRST
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(query)
        (rows, *_nothing), *unequal = cursor.fetchall()
    return rows, [
        Difference(what, pk, name, pairs[place * 2], pairs[place * 2 + 1])
        for _rows, pk, *pairs in unequal
        for place, name in enumerate(balances)
        if pairs[place * 2] != pairs[place * 2 + 1]
    ]
