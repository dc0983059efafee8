"""Dividing won so that the parts add up to the whole, to the won."""

from __future__ import annotations

from collections.abc import Sequence


def in_proportion(whole: int, parts: Sequence[int]) -> list[int]:
    """``whole`` won divided as ``parts`` are to each other; what rounding leaves goes to the largest remainders."""
    total = sum(parts)
    if not total:
        return [0] * len(parts)
    shares = [whole * part // total for part in parts]
    by_remainder = sorted(range(len(parts)), key=lambda place: (-(whole * parts[place] % total), place))
    for place in by_remainder[: whole - sum(shares)]:
        shares[place] += 1
    return shares


def by_percent(whole: int, percents: Sequence[int]) -> list[int]:
    """``whole`` won in parts of so many percent each; the last takes what is left. Parts of nothing are left out."""
    shares = [whole * percent // 100 for percent in percents[:-1]]
    return [share for share in [*shares, whole - sum(shares)] if share]
