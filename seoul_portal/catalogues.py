"""Translations, one catalogue per room, kept with Babel alone: no gettext programs are needed.

A room is an app, or the frame. Its messages come from its Python and from its templates; English stands in the source.
Files are sorted and carry neither dates nor line numbers, so that a diff shows wording and nothing else.
"""

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

FRAME = "seoul_portal"
# Templates that override a library's live under the library's name; the room that keeps them is named here.
TEMPLATE_ROOMS = dict.fromkeys(("account", "allauth", "mfa", "socialaccount", "usersessions"), "accounts")
KEYWORDS: dict[str, Any] = {
    **DEFAULT_KEYWORDS,
    **{f"{name}_lazy": DEFAULT_KEYWORDS[name] for name in ("gettext", "ngettext", "pgettext", "npgettext")},
    "gettext_noop": None,
}
PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +]?[\d.]*[a-z]|%[sdfr]|\{\w*\}")
HEADER = (
    "# {room}: {language}. English source strings stand in the code; edit translations here.\n"
    'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"MIME-Version: 1.0\\n"\n'
    '"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
    '"Plural-Forms: {plurals}\\n"\n\n'
)


@dataclass(frozen=True)
class Room:
    """One catalogue: whose messages, in which language, where."""

    name: str
    language: str
    folder: Path

    @property
    def po(self) -> Path:
        return self.folder / self.language / "LC_MESSAGES" / "django.po"


def rooms() -> list[Room]:
    """Every catalogue there should be: each room of ``LOCALE_PATHS`` in each language but the source's."""
    languages = [code for code, _name in settings.LANGUAGES if code != "en"]
    return [Room(Path(path).name, code, Path(path)) for path in settings.LOCALE_PATHS for code in languages]


def extract(room: str) -> Catalog:
    """The messages that ``room``'s code and templates ask for, untranslated."""
    found = Catalog(charset="utf-8")
    for path in sorted(_sources(room)):
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # The tokenizer reads Python: indentation left over from a template would be an error to it.
            text = "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines())
        place = path.relative_to(settings.BASE_DIR).as_posix()
        # Babel's own annotation is that of another function.
        found_here: Any = extract_python(io.BytesIO(text.encode()), KEYWORDS, ["Translators"], {"encoding": "utf-8"})
        for _line, function, arguments, comments in found_here:
            _add(found, function, arguments, place, comments)
    return found


def update(room: Room) -> Catalog:
    """Write the catalogue anew: wanted messages with the translations that there are, nothing else."""
    wanted = _filled(room)
    room.po.parent.mkdir(parents=True, exist_ok=True)
    text = _text(room, wanted)
    if not room.po.exists() or room.po.read_text(encoding="utf-8") != text:
        room.po.write_text(text, encoding="utf-8")
    return wanted


def compile_all() -> int:
    """Compile every catalogue whose ``.mo`` is missing or older; returns how many were compiled."""
    done = 0
    for room in rooms():
        mo = room.po.with_suffix(".mo")
        if room.po.exists() and not (mo.exists() and mo.stat().st_mtime >= room.po.stat().st_mtime):
            mo.write_bytes(_compiled(_read(room)))
            done += 1
    return done


def complaints() -> list[str]:
    """Everything that makes the translations incomplete, one sentence each. Writes nothing."""
    said: list[str] = []
    wordings: dict[tuple[str, object, object], dict[object, str]] = {}
    for room in rooms():
        present = _read(room)
        wanted = _filled(room)
        for message in wanted:
            if message.id:
                said += [f"{room.name} ({room.language}): {text}" for text in _faults(message)]
                if message.string:
                    known = wordings.setdefault((room.language, message.context, message.id), {})
                    known.setdefault(message.string, room.name)
        keys = {_key(message) for message in wanted}
        said += [
            f"{room.name} ({room.language}): no longer used: {message.id!r}"
            for message in present
            if message.id and _key(message) not in keys
        ]
        if not said and room.po.exists() and room.po.read_text(encoding="utf-8") != _text(room, wanted):
            said.append(f"{room.name} ({room.language}): out of date; run `manage.py translations`")
    for (language, _context, identity), by_room in wordings.items():
        if len(by_room) > 1:
            # Catalogues are merged when Django loads them: one room's wording would silently win everywhere.
            said.append(f"({language}) worded differently in {', '.join(sorted(by_room.values()))}: {identity!r}")
    return said


def _sources(room: str) -> Iterator[Path]:
    base = settings.BASE_DIR
    yield from (path for path in (base / room).rglob("*.py") if "migrations" not in path.parts)
    templates = base / "templates"
    for path in templates.rglob("*"):
        if path.suffix in {".html", ".txt"} and _template_room(path.relative_to(templates).parts) == room:
            yield path


def _template_room(parts: tuple[str, ...]) -> str:
    folder = parts[0] if len(parts) > 1 else ""
    return folder if folder in settings.PORTAL_APPS else TEMPLATE_ROOMS.get(folder, FRAME)


def _add(
    found: Catalog, function: str, arguments: str | tuple[str | None, ...] | None, place: str, comments: Iterable[str]
) -> None:
    values = (arguments,) if isinstance(arguments, str) else arguments or ()
    spec: tuple = KEYWORDS.get(function) or (1,)
    texts: list[str] = []
    context = None
    for item in spec:
        position = item[0] if isinstance(item, tuple) else item
        value = values[position - 1] if position <= len(values) else None
        if not isinstance(value, str):
            return
        if isinstance(item, tuple):
            context = value
        else:
            texts.append(value)
    if texts[0]:
        identity = texts[0] if len(texts) == 1 else tuple(texts)
        found.add(identity, locations=[(place, 1)], auto_comments=comments, context=context)


def _read(room: Room) -> Catalog:
    if not room.po.exists():
        return Catalog(locale=room.language)
    with room.po.open("rb") as file:
        return read_po(file, locale=room.language)


def _filled(room: Room) -> Catalog:
    present = {_key(message): message for message in _read(room) if message.id}
    wanted = Catalog(locale=room.language, charset="utf-8")
    for message in extract(room.name):
        if not message.id:
            continue
        known = present.get(_key(message))
        wanted.add(
            message.id,
            known.string if known else "",
            locations=sorted(set(message.locations)),
            flags=known.flags if known else (),
            auto_comments=message.auto_comments,
            user_comments=known.user_comments if known else (),
            context=message.context,
        )
    return wanted


def _key(message: Message) -> tuple[object, object]:
    return message.context, message.id


def _faults(message: Message) -> Iterator[str]:
    sources: Any = message.id if isinstance(message.id, tuple) else (message.id,)
    strings: Any = message.string if isinstance(message.string, tuple) else (message.string,)
    if not all(strings):
        yield f"not translated: {message.id!r}"
        return
    if message.fuzzy:
        yield f"marked fuzzy: {message.id!r}"
    allowed = set(PLACEHOLDER.findall("".join(sources)))
    needed = set(PLACEHOLDER.findall(sources[-1]))
    for string in strings:
        used = set(PLACEHOLDER.findall(string))
        if not used <= allowed or (len(sources) == 1 and used != needed):
            yield f"placeholders differ: {message.id!r} / {string!r}"


def _text(room: Room, catalogue: Catalog) -> str:
    out = io.BytesIO()
    write_po(out, catalogue, width=110, sort_output=True, omit_header=True, include_lineno=False)
    header = HEADER.format(room=room.name, language=room.language, plurals=catalogue.plural_forms)
    return header + out.getvalue().decode("utf-8").lstrip("\n")


def _compiled(catalogue: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()
