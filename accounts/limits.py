"""How often one person may do something that reaches other people."""

from django.core.cache import cache
from django.http import HttpRequest


def spent(request: HttpRequest, what: str, allowed: int, *, per: int) -> bool:
    """Count one more ``what`` of the person signed in; true after more than ``allowed`` within ``per`` seconds."""
    key = f"limit:{what}:{request.user.pk}"
    cache.add(key, 0, timeout=per)
    return cache.incr(key) > allowed
