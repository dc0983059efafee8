"""In which posting a person acts. Postings live upstairs; ``villages`` registers how to find the one that applies."""

from collections.abc import Callable
from typing import Any, NamedTuple


class Acting(NamedTuple):
    """A posting's id and its name as it stood ("Adviser, Seongsu village center"), or nothing for a resident."""

    posting_id: int | None = None
    label: str = ""


_resolver: Callable[[Any, Any], Acting] | None = None


def register(resolver: Callable[[Any, Any], Acting]) -> None:
    """Register ``resolver(user, subject)``; call once, in ``AppConfig.ready()``."""
    global _resolver
    _resolver = resolver


def acting(user: Any, subject: Any = None) -> Acting:
    """The posting in which ``user`` touches ``subject``."""
    if _resolver is None or user is None:
        return Acting()
    return _resolver(user, subject)
