"""What a reviewer reads of a file: never how to reach anybody and, where the call says so, no names.

Names that the portal knows (members, the group) are replaced wherever they stand, also with spaces between syllables.
What people wrote about themselves in other words stays: the page says so, and asks to declare what one recognises.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from proposals.enums import SectionKey

Content = dict[str, Any]
_CONTACTS = re.compile(
    r"""[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+      # e-mail addresses
    | (?:\+82[-.\s]?|\b0)\d{1,2}[-.\s)]{0,2}\d{3,4}[-.\s]?\d{4}\b   # telephones of Korea
    | \b1[568]\d{2}[-.\s]\d{4}\b                # service numbers
    | (?:https?://|www\.)\S+                    # pages of one's own
    | \b(?:kakao|카카오톡?|카톡|텔레그램|인스타(?:그램)?)\s?(?:id|아이디)?\s?[:：]\s?\S+
    """,
    re.VERBOSE | re.IGNORECASE,
)
# One letter is a name of nobody in particular.
_SHORTEST = 2


@dataclass(frozen=True)
class Veil:
    """``group`` is what stands for the group; ``names`` are hidden where there are any, ``contacts`` always."""

    group: str = ""
    group_name: str = ""
    names: tuple[str, ...] = ()

    @property
    def hides_names(self) -> bool:
        return bool(self.group)

    def text(self, text: str) -> str:
        """``text`` as reviewers read it."""
        text = _CONTACTS.sub(_("[contact details hidden]"), text)
        if not self.hides_names:
            return text
        return self._pattern.sub(self._stand_in, text) if self._pattern else text

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        known = sorted({self.group_name, *self.names}, key=len, reverse=True)
        wanted = [_loosely(each) for each in known if len(each.strip()) >= _SHORTEST]
        return re.compile("|".join(wanted), re.IGNORECASE) if wanted else None

    def _stand_in(self, found: re.Match[str]) -> str:
        return self.group if _tight(found.group()) == _tight(self.group_name) else "○○○"

    def everything(self, value: Any) -> Any:
        """All texts inside ``value``, however deep."""
        return _mapped(value, self.text)


def veil(*, hidden: bool, number: int, group_name: str, people: Iterable[dict[str, Any]]) -> Veil:
    """How the file ``number`` is shown. ``people`` as in a version's content."""
    if not hidden:
        return Veil()
    names = tuple(str(each.get("name") or "") for each in people or ())
    return Veil(_("Group %(number)d") % {"number": number}, group_name or "", names)


def for_reviewer(content: Content, seen: Veil) -> Content:
    """A version's content as a reviewer reads it: for pages and paper alike."""
    shown = {**content, "parts": seen.everything(content["parts"]), "people": [], "files": _files(content, seen)}
    if not seen.hides_names:
        return shown | {"people": seen.everything(content["people"])}
    people = shown["parts"].get(SectionKey.PEOPLE, {}).get("people") or []
    for number, row in enumerate(people, 1):
        row["name"] = _("Person %(number)d") % {"number": number}
    return shown | {"group": {**content["group"], "name": seen.group}}


def _files(content: Content, seen: Veil) -> list[dict[str, Any]]:
    """The files; where names are hidden under a number, for a file's name may well be somebody's."""
    if not seen.hides_names:
        return seen.everything(content["files"])
    return [{**each, "name": hidden_name(number, str(each["name"]))} for number, each in enumerate(content["files"], 1)]


def hidden_name(number: int, name: str) -> str:
    """ "File 2.pdf" for whatever it was called."""
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    named = _("File %(number)d") % {"number": number}
    return f"{named}.{suffix}" if suffix.isalnum() and len(suffix) <= 5 else named


def _loosely(name: str) -> str:
    """A name with whatever spaces people put into it."""
    return r"\s*".join(re.escape(letter) for letter in _tight(name))


def _tight(text: str) -> str:
    return "".join(text.split()).casefold()


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _mapped(each, change) for key, each in value.items()}
    if isinstance(value, list):
        return [_mapped(each, change) for each in value]
    return value
