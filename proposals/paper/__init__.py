"""A proposal on paper: PDF by typst, tagged (PDF/UA-1), with title and language.

Whatever residents wrote goes in as JSON and is printed as text; the template is the only markup. A letter that none of
the typefaces has prints as a box: only then the strict standard, which forbids that, is given up for one file.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from proposals.record import Content, Page, pages_of
from villages.names import in_language

TEMPLATE = (Path(__file__).parent / "proposal.typ").read_bytes()


def draft_pdf(content: Content, title: str) -> bytes:
    """The text as it stands now, with a watermark that says so."""
    return render(_document(content, title, mark=_("Draft"), facts=[(_("Printed"), _moment(timezone.now()))]))


def version_pdf(content: Content, title: str, *, number: str, version: int, at: datetime, fingerprint: str) -> bytes:
    """One submission, with its number, time and fingerprint. Always the same bytes."""
    facts = [
        (_("Number"), number),
        (_("Version handed in"), str(version)),
        (_("Submitted"), _moment(at)),
        (_("Fingerprint"), fingerprint),
    ]
    return render(_document(content, title, mark="", facts=facts), at=at)


def render(document: dict[str, Any], *, at: datetime | None = None) -> bytes:
    """``document`` as PDF. ``at`` is the time of making that the file carries."""
    values: dict[str, Any] = {
        "input": TEMPLATE,
        "format": "pdf",
        "sys_inputs": {"document": json.dumps(document, ensure_ascii=False)},
        "timestamp": int((at or timezone.now()).timestamp()),
    }
    try:
        made = _compiler().compile(**values, pdf_standards=["ua-1"])
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
        made = _compiler().compile(**values)
    assert isinstance(made, bytes)  # a PDF is one file, and no path is named to write it to
    return made


def _compiler() -> typst.Compiler:
    # Its own root and no packages: a template cannot read anything of the machine.
    return typst.Compiler(root=str(Path(__file__).parent), font_paths=_typefaces(), ignore_system_fonts=True)


@cache
def _typefaces() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(settings.FONTS_DIR)])


def _document(content: Content, title: str, *, mark: str, facts: list[tuple[str, str]]) -> dict[str, Any]:
    village, call = content["village"], content["call"]
    head = [
        (_("Call"), in_language(call["title_ko"], call["title_en"])),
        (_("Residents' group"), content["group"]["name"]),
        (_("Village"), in_language(village["name_ko"], village["name_en"])),
        (_("People"), ", ".join(each["name"] for each in content["people"])),
    ]
    return {
        "language": (get_language() or "ko")[:2],
        "title": title,
        "mark": mark,
        "facts": [*facts, *head],
        "empty": _("not answered"),
        "page": _("Page"),
        "parts": [_part(page) for page in pages_of(content)],
    }


def _part(page: Page) -> dict[str, Any]:
    return {"title": page.title, "answers": [asdict(answer) for answer in page.answers]}


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{date_format(local, 'DATE_FORMAT')} {local:%H:%M:%S}"
