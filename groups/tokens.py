"""The secret of an invitation: 32 random bytes in the link, their hash in the database."""

import hashlib
import secrets


def new_token() -> str:
    """A fresh secret, fit for an address."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What the database keeps. The secret has full entropy, so a plain hash cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()
