"""Bad input for any form: one batch of each class, with everything else filled in sensibly.

The walk over all forms sends each of them every sixteenth batch, so that every class meets many forms in a minute.
``FUZZ=all`` sends all of them to all forms; ``FUZZ=2/4`` to the second of four parts of the forms.
"""

import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from urllib.parse import urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.walks.forms import CHOOSING, MOMENTS, WRITING, Field, Form

MARK = "x4fz"
MARKUP = f"</textarea></title>'\"><script>{MARK}</script><img src=x onerror={MARK}>{{{{ 11|add:22000 }}}}{{% debug %}}"
ESCAPED_BADLY = (f"<script>{MARK}", f"<img src=x onerror={MARK}", "22011")
# What no keyboard gives: controls, a byte order mark, non-characters, and halves of surrogate pairs.
CONTROLS = "골목\x01\x08\x0b\x1b\x7f\x85\ufeff\ufffe\ud800\udfff\r\n책방"
SCRIPTS = "\u202eкириллица\u2066 ㅎㅏㄴ \u1112\u1161\u11ab e\u0301 👩‍👩‍👧‍👦🇰🇷 \u200b\u2069" + "\u0335" * 40
FORMULA = "=SUM(A1:A9)+cmd|' /C calc'!A0"
NUMBERS = ("-1", "1" + "0" * 30, "1e9", "１２３", "0x10", "1,000.005", "NaN", "٣")
MOMENTS_WRONG = ("0000-00-00", "9999-12-31", "2026-02-30T25:61", "-1")
NOBODYS = ("0", "-1", "9" * 18, "9" * 30, "²")
STEP = 16
THOROUGH = os.environ.get("FUZZ", "")
TEXT_TOO_LONG = "가" * 30_000
TOO_BIG = b"text=" + b"a" * 10_000_000
TOO_MANY = "&".join(f"extra{number}=1" for number in range(5000)).encode()


@dataclass
class Post:
    """What is sent."""

    kind: str
    pairs: list[tuple[str, str]] = field(default_factory=list)
    files: list[tuple[str, SimpleUploadedFile]] = field(default_factory=list)
    body: bytes | None = None
    content_type: str = "application/x-www-form-urlencoded"
    headers: dict[str, str] = field(default_factory=dict)
    hostile: bool = True

    def encoded(self) -> tuple[bytes, str]:
        if self.body is not None:
            return self.body, self.content_type
        if self.files:
            data: dict[str, list] = {}
            for name, value in [*self.pairs, *self.files]:
                data.setdefault(name, []).append(value)
            return encode_multipart(BOUNDARY, data), MULTIPART_CONTENT
        # As a browser of bad intent sends it: surrogates go out as the bytes that no decoder likes.
        return urlencode(self.pairs, errors="surrogatepass").encode(), self.content_type


def chosen(form: Form, ids: list[str], turn: int) -> list[Post]:
    """Every sixteenth batch, beginning with another one at each ``turn``; all of them by ``FUZZ``."""
    everything = list(posts(form, ids))
    return everything if THOROUGH else everything[turn % STEP :: STEP]


def mine(forms: list[Form]) -> list[tuple[int, Form]]:
    """The forms of this run, numbered: all of them, or the part that ``FUZZ`` names."""
    part, _of, parts = THOROUGH.partition("/")
    numbered = list(enumerate(forms))
    return numbered[int(part) - 1 :: int(parts)] if parts else numbered


def posts(form: Form, ids: list[str]) -> Iterator[Post]:
    """The batches for one form. ``ids``: keys of rows that belong to other people."""
    writes = bool(form.of(*WRITING, "email", "url", "tel", "password"))
    yield Post("sensible", filled(form), hostile=False)
    yield Post("nothing at all", [("csrfmiddlewaretoken", "x")])
    yield Post("every field empty", filled(form, {each.name: [""] for each in form.fields}))
    yield Post("nonsense everywhere", filled(form, {each.name: ["nonsense"] for each in form.fields}))
    yield Post("NUL everywhere", filled(form, {each.name: ["골목\0"] for each in form.fields}))
    yield Post("every field twice", filled(form) * 2, hostile=False)
    if writes:
        for kind, text in (
            ("markup", MARKUP), ("controls", CONTROLS), ("scripts", SCRIPTS), ("formula", FORMULA),
            ("very long", TEXT_TOO_LONG),
        ):  # fmt: skip
            yield Post(kind, filled(form, {each.name: [text] for each in form.fields if _is_written(each)}))
        yield Post("markup by htmx", filled(form, _in_text(form, MARKUP)), headers={"HX-Request": "true"})
    if form.fields:
        markup = {each.name: [MARKUP] for each in form.fields}
        yield Post("markup everywhere", filled(form, markup))
    if counted := form.of("number"):
        for number in NUMBERS:
            yield Post(f"the number {number}", filled(form, {each.name: [number] for each in counted}))
    if dated := form.of(*MOMENTS):
        for moment in MOMENTS_WRONG:
            yield Post(f"the moment {moment}", filled(form, {each.name: [moment] for each in dated}))
    if pointing := form.of(*CHOOSING, "hidden"):
        for number in (*NOBODYS, *ids):
            yield Post(f"the id {number}", filled(form, {each.name: [number] for each in pointing}))
    for button in form.buttons[1:]:  # some only ask for another row, and may leave what is wrong for later
        name = "=".join(button)
        nonsense = {each.name: ["nonsense"] for each in form.fields}
        yield Post(f"button {name}", filled(form, pressed=button), hostile=False)
        yield Post(f"button {name}, markup", filled(form, _in_text(form, MARKUP), button), hostile=False)
        yield Post(f"button {name}, nonsense", filled(form, nonsense, button), hostile=False)
    if form.buttons:
        yield Post("a button that is none", filled(form, pressed=(form.buttons[0][0], MARKUP)), hostile=False)
    for each in form.of("file"):
        for kind, file in files().items():
            upload = SimpleUploadedFile(*file)
            yield Post(f"file: {kind}", filled(form), [(each.name, upload)], hostile=kind != "a good one")


def unreadable(form: Form) -> Iterator[Post]:
    """Bodies that are refused before any view reads them."""
    yield Post("10 MB", body=TOO_BIG)
    yield Post("5000 fields", body=TOO_MANY)
    yield Post(
        "broken multipart", body=b"--x\r\nnothing", content_type="multipart/form-data; boundary=x", hostile=False
    )
    yield Post("multipart without boundary", body=b"x", content_type="multipart/form-data")


def filled(
    form: Form, instead: dict[str, list[str]] | None = None, pressed: tuple[str, str] | None = None
) -> list[tuple[str, str]]:
    """The form as somebody in good faith would fill it in, with ``instead`` in some fields."""
    pairs = [("csrfmiddlewaretoken", "x")]
    for each in form.fields:
        if each.kind != "file":
            values = instead[each.name] if instead and each.name in instead else each.sensible()
            pairs += [(each.name, value) for value in values]
    if pressed or form.buttons:
        pairs.append(pressed or form.buttons[0])
    return pairs


def _is_written(each: Field) -> bool:
    return each.kind in WRITING | {"email", "url", "tel", "password"}


def _in_text(form: Form, text: str) -> dict[str, list[str]]:
    return {each.name: [text] for each in form.fields if each.kind in WRITING}


# --- Files -------------------------------------------------------------------------------------------


@cache
def files() -> dict[str, tuple[str, bytes, str]]:
    """Files by what is wrong with them: name, content and claimed type."""
    pdf = b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF"
    workbook = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}
    linked = b'<externalLink><externalBook r:id="rId1"/></externalLink>'
    return {
        "a good one": ("견적.pdf", pdf, "application/pdf"),
        "empty": ("빈.pdf", b"", "application/pdf"),
        "too large": ("큰.pdf", pdf[:9] + b"0" * 11_000_000 + b"%%EOF", "application/pdf"),
        "zip bomb": ("폭탄.xlsx", _archive(workbook | {"xl/bomb.bin": b"\0" * 120_000_000}), "application/zip"),
        "PDF and ZIP at once": ("둘.pdf", pdf + _archive(workbook), "application/pdf"),
        "ZIP and PDF at once": ("둘.xlsx", _archive(workbook) + pdf, "application/zip"),
        "wrong suffix": ("사진.jpg", pdf, "image/jpeg"),
        "a program": ("견적.pdf", b"MZ\x90\0" + b"\0" * 400, "application/pdf"),
        "a page": ("page.pdf", MARKUP.encode(), "text/html"),
        "HEIC garbage": ("사진.heic", b"\0\0\0\x18ftypheic" + b"\xff\0" * 3000, "image/heic"),
        "JPEG cut short": ("사진.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xdb\0", "image/jpeg"),
        "PNG of a billion pixels": ("점.png", _huge_picture(), "image/png"),
        "external links": ("표.xlsx", _archive(workbook | {"xl/externalLinks/e1.xml": linked}), "application/zip"),
        "macros": ("표.xlsx", _archive(workbook | {"xl/vbaProject.bin": b"x"}), "application/zip"),
        "reaching outside": ("표.xlsx", _archive(workbook | {"../../etc/passwd": b"x"}), "application/zip"),
        "a name of its own": (f'../../<b>{MARKUP}</b>\r\nX-Evil: 1\u202efdp.exe"; filename="x', pdf, "application/pdf"),
    }


def _archive(members: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def _huge_picture() -> bytes:
    """A PNG that says it is 40,000 points wide and high."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(b"\0" * 999)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body


# --- What was written --------------------------------------------------------------------------------

# A visit alone may write here: sessions, and who looked at what; and a statement that changes no row may note that it
# ran, so that public pages are looked at anew.
WRITTEN_BY_LOOKING = {
    "django_session", "usersessions_usersession", "proposals_threadreading", "seoul_portal_publicchange",
}  # fmt: skip


class Ledger:
    """Tells which tables have changed, by their counts and the youngest transaction that wrote a row."""

    def __init__(self) -> None:
        tables = sorted(set(connection.introspection.table_names()) - WRITTEN_BY_LOOKING)
        quote = connection.ops.quote_name
        self._rows = " UNION ALL ".join(
            f"SELECT '{table}', count(*), max(xmin::text::bigint) FROM {quote(table)}" for table in tables
        )
        self._before = self._read()
        self._touched = self._activity()

    def changed(self) -> set[str]:
        """Tables whose rows are not what they were in the beginning."""
        touched = self._activity()
        if touched == self._touched:
            return set()  # nobody wrote; the statistics count attempts, too, so that the rows decide otherwise
        self._touched = touched
        return {table for table, _count, _youngest in self._before ^ self._read()}

    def _read(self) -> set[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(self._rows)
            return set(cursor.fetchall())

    def _activity(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables")
            return cursor.fetchone()[0]
