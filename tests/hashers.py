"""The real hasher with fewer rounds, for tests that sign in a lot."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import override_settings

from tests import cast


class OneRound(PBKDF2PasswordHasher):
    """As quick as it gets."""

    iterations = 1


class Noticeable(PBKDF2PasswordHasher):
    """Long enough to tell by the clock whether a password was hashed."""

    iterations = 100_000


@contextmanager
def signing_in_with(hasher: type[PBKDF2PasswordHasher]) -> Iterator[None]:
    """Passwords are hashed by ``hasher``, those of the cast too."""
    cast._hashed_password.cache_clear()
    with override_settings(PASSWORD_HASHERS=[f"{hasher.__module__}.{hasher.__qualname__}"]):
        yield
    cast._hashed_password.cache_clear()
