"""Values that must be read back and that nobody shall read in the database: locked with the portal's key.

``purpose`` separates one kind of secret from another. What was locked with a former key (``SECRET_KEY_FALLBACKS``)
is still opened; new values are locked with the present one.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def lock(text: str, purpose: str) -> str:
    """``text``, encrypted. The same text gives another result each time."""
    return _boxes(purpose).encrypt(text.encode()).decode()


def unlock(locked: str, purpose: str) -> str:
    """What was locked for ``purpose``. Raises ``cryptography.fernet.InvalidToken`` for anything else."""
    return _boxes(purpose).decrypt(locked.encode()).decode()


def mark(text: str, purpose: str) -> str:
    """A keyed hash by which the same text is noticed without being read."""
    return marks(text, purpose)[0]


def marks(text: str, purpose: str) -> list[str]:
    """``mark`` under the present key and under each former one."""
    keys = [f"{purpose}:mark:{key}".encode() for key in _keys()]
    return [hmac.new(key, text.encode(), hashlib.sha256).hexdigest() for key in keys]


def _keys() -> list[str]:
    return [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]


def _boxes(purpose: str) -> MultiFernet:
    keys = [hashlib.sha256(f"{purpose}:{key}".encode()).digest() for key in _keys()]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
