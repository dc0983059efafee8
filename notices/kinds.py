"""What the portal tells people: a registry of kinds, filled by each app in ``AppConfig.ready()``.

The words of a kind are two plain-text templates of its app, ``<app>/messages/<name>.subject.txt`` and ``….body.txt``.
They see the context given to ``tell`` and ``recipient``, ``about``, ``due`` and ``link``, and are written in the
recipient's language when the message is made.
"""

from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise

# What people can switch on and off, as one choice each; upper floors add theirs.
_groups: dict[str, Text] = {
    "progress": _("Progress of your files"),
    "reminders": _("Reminders of deadlines"),
    "account": _("Your account and its safety"),
}


class UnknownKind(LookupError):
    """Code tells people something that no app registered."""


@dataclass(frozen=True)
class Kind:
    """One sort of message.

    ``action`` says that the recipient must do something: the subject line begins with "To do" and the day.
    ``optional`` ones can be switched off on every channel but the inbox. ``secret`` ones carry a link or code that
    opens an account: they go out by e-mail alone, before everything else, and their words are destroyed once sent.
    """

    name: str
    label: Text
    action: bool
    optional: bool = True
    secret: bool = False
    _: KW_ONLY
    app: str
    group: str = "progress"

    def template(self, part: str) -> str:
        """The template of ``part`` ("subject" or "body")."""
        return f"{self.app}/messages/{self.name}.{part}.txt"


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Add a kind. Raises ``ValueError`` for a second one of that name or for an unknown group."""
    if kind.name in _kinds:
        raise ValueError(f"the kind {kind.name} is registered already")
    if kind.group not in _groups:
        raise ValueError(f"{kind.name}: no group {kind.group}; call add_group first")
    _kinds[kind.name] = kind
    return kind


def add_group(name: str, label: Text) -> None:
    """Add a group of kinds that a person switches on and off together."""
    _groups[name] = label


def get(name: str) -> Kind:
    """The kind called ``name``. Raises ``UnknownKind``."""
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKind(name) from None


def registered() -> Iterable[Kind]:
    """Every kind, in the order of registration."""
    return _kinds.values()


def groups() -> dict[str, list[Kind]]:
    """The kinds of each group that has any."""
    found: dict[str, list[Kind]] = {name: [] for name in _groups}
    for kind in _kinds.values():
        found[kind.group].append(kind)
    return {name: kinds for name, kinds in found.items() if kinds}


def group_label(name: str) -> Text:
    """The name of a group as people read it."""
    return _groups[name]
