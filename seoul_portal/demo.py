"""The demonstration city: every app brings its own part, ``manage.py demo`` puts them together; and its tour.

An app registers in ``AppConfig.ready()``: ``demo.register("villages.demo.load", order=20)``. A loader runs in a
transaction, may run any number of times, and returns the sign-ins that it made, if any. Loaders go by their names, so
that a process in which nobody demonstrates anything does not import them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.module_loading import import_string


@dataclass(frozen=True)
class SignIn:
    """An account that visitors of the demonstration may use."""

    email: str
    password: str
    who: str


Loader = Callable[[], Iterable[SignIn] | None]
_loaders: list[tuple[int, str]] = []


def register(loader: str, order: int = 100) -> None:
    """Have the function named ``loader`` called by ``manage.py demo``, lower orders first."""
    _loaders.append((order, loader))


def loaders() -> list[Loader]:
    """Every registered loader in its order."""
    return [import_string(loader) for _order, loader in sorted(_loaders, key=lambda entry: entry[0])]


# --- The tour ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stop:
    """A page of the tour as ``who`` sees it; without ``email`` as any visitor does."""

    key: str
    who: str
    what: str
    path: str
    email: str = ""


@dataclass(frozen=True)
class Chapter:
    """A part of the story: ``when`` it was, a few sentences, and pages to open."""

    key: str
    when: str
    title: str
    text: str
    stops: tuple[Stop, ...]


_story: list[str] = []


def tell(story: str) -> None:
    """Have the function named ``story`` give the chapters of the tour page, anew for each reader, in their language."""
    _story[:] = [story]


def chapters() -> list[Chapter]:
    """The tour, empty where nobody tells one or what it tells of is not loaded."""
    story: list[Chapter] = import_string(_story[0])() if _story else []
    return story


def stop_at(key: str) -> Stop | None:
    """The stop named ``key``: no other page can be asked for by a visitor."""
    return next((stop for chapter in chapters() for stop in chapter.stops if stop.key == key), None)
