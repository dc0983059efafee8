"""Who may do what with rounds, awards and money: one file per noun, all registered on import."""

from funding.rules import asking, changing, nomination, paying, spending  # noqa: F401
from funding.rules.rounds import accounts_seen_by, awards_seen_by, is_member, rounds_seen_by

__all__ = ["accounts_seen_by", "awards_seen_by", "is_member", "rounds_seen_by"]
