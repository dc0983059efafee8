"""The demonstration city: every app brings its own part, ``manage.py demo`` puts them together.

An app registers in ``AppConfig.ready()``: ``demo.register(load_people, order=20)``. A loader runs in a transaction,
may run any number of times, and returns the sign-ins that it made, if any.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class SignIn:
    """An account that visitors of the demonstration may use."""

    email: str
    password: str
    who: str


Loader = Callable[[], Iterable[SignIn] | None]
_loaders: list[tuple[int, Loader]] = []


def register(loader: Loader, order: int = 100) -> None:
    """Have ``loader`` called by ``manage.py demo``, lower orders first."""
    _loaders.append((order, loader))


def loaders() -> list[Loader]:
    """Every registered loader in its order."""
    return [loader for _order, loader in sorted(_loaders, key=lambda entry: entry[0])]
