"""Words that attack whoever shows them, planted wherever somebody's words stand in the database."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pgtrigger
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, models, transaction
from django.test import Client
from openpyxl import load_workbook

from notices.channels.email import build
from notices.models import Message
from tests.cast import sign_in
from tests.pdf import words
from tests.walks.tour import Ask, stops

# A formula, a way out of an attribute, a tag, Django's and Typst's own languages, and a line of a calendar.
ALL_AT_ONCE = '=x4fz(A1)"x4fz=\'<x4fz>{{ 7|add:22004 }}{% x4fz %}#panic("x4fz")'
LINE = "\nATTACH:x4fz\r\nX-X4fz: 1"
SHORT = "=<x4fz>"
# What only comes out when somebody forgot to escape it.
IN_PAGES = re.compile(r"<x4fz|(?<!\\)\"x4fz='|22011")
HEADER = re.compile(r"^(ATTACH|X-X4fz)", re.MULTILINE | re.IGNORECASE)
LEAST_OF_OURS = 1000  # bytes of a PDF; those that members of the tour upload are shorter, and no PDF at all
FORMULA = ("=", "+", "-", "@", "\t", "\r")

# Words of people are known by their letters or their spaces; keys, codes and hashes have neither.
HUMAN = r"[가-힣]| "
NOT_TEXT = (models.EmailField, models.FileField, models.UUIDField, models.GenericIPAddressField)
# Kept by machines: their words choose code, or are compared with what they were made from.
OF_MACHINES = {"dedupe_key", "message_id", "claimed_by", "fingerprint", "name_key", "marks", "grams", "locked"}
RECORDS = {"casework.AuditEvent", "casework.Seal"}


def plant() -> int:
    """Put the words into every text of every row. Returns in how many columns they stand now."""
    with pgtrigger.ignore():
        return sum(
            _plant_json(model, field) if isinstance(field, models.JSONField) else _plant_text(model, field)
            for model in apps.get_models()
            if model._meta.app_label in settings.PORTAL_APPS and model._meta.label not in RECORDS
            for field in model._meta.local_concrete_fields
            if field.name not in OF_MACHINES and not field.choices and not field.primary_key
        )


def _plant_text(model: type[models.Model], field: models.Field) -> int:
    if not isinstance(field, models.CharField | models.TextField) or isinstance(field, NOT_TEXT) or field.unique:
        return 0
    attack = ALL_AT_ONCE + (LINE if isinstance(field, models.TextField) else "")
    if field.max_length is not None and field.max_length < len(attack):
        attack = SHORT
    rows = model._base_manager.filter(**{f"{field.name}__regex": HUMAN})
    return _tried(lambda: rows.update(**{field.name: attack}))


def _plant_json(model: type[models.Model], field: models.Field) -> int:
    def change() -> int:
        changed = 0
        for row in model._base_manager.exclude(**{field.name: None}).only("pk", field.name):
            before = getattr(row, field.name)
            if (after := _attacked(before)) != before:
                changed += model._base_manager.filter(pk=row.pk).update(**{field.name: after})
        return changed

    return _tried(change)


def _attacked(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _attacked(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_attacked(each) for each in value]
    return ALL_AT_ONCE + LINE if isinstance(value, str) and re.search(HUMAN, value) else value


def _tried(change: Callable[[], int]) -> int:
    """Some columns refuse it by a constraint: what cannot be stored attacks nobody."""
    try:
        with transaction.atomic():
            return bool(change())
    except DatabaseError:
        return 0


def faults(lived_in: Ask) -> Iterator[str]:
    """Open every page, file and mail in which the words may stand."""
    browsers: dict[str | None, Client] = {None: Client()}
    for stop in stops(lived_in):
        if stop.address.name.endswith("logout"):
            continue
        client = browsers.get(stop.who)
        if client is None:
            client = browsers[stop.who] = sign_in(Client(), lived_in(stop.who))
        response = client.get(stop.path)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        if response.status_code not in {200, 302, 304, 405, 409}:
            yield f"{stop.path} answered {response.status_code}"
        yield from (f"{stop.path} ({stop.who}): {fault}" for fault in _wrong(response, body))
    for message in Message.objects.exclude(channel="inbox"):
        yield from (f"mail {message.pk} {message.kind}: {fault}" for fault in _wrong_mail(message))


def _wrong(response: Any, body: bytes) -> Iterator[str]:
    kind = response.headers.get("Content-Type", "")
    if any("x4fz" in name.lower() for name in response.headers):
        yield "a header of its own"
    if kind.startswith("text/html"):
        yield from (f"shows {bad}" for bad in set(IN_PAGES.findall(body.decode())))
    elif kind.startswith("text/calendar") and HEADER.search(body.decode()):
        yield "a line of its own in the calendar"
    elif kind.startswith("text/csv"):
        cells = (cell for row in csv.reader(io.StringIO(body.decode().lstrip("\ufeff"))) for cell in row)
        yield from (f"a formula in the table: {cell[:20]}" for cell in cells if cell.startswith(FORMULA))
    elif kind.endswith("spreadsheetml.sheet"):
        book = load_workbook(BytesIO(body))
        cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
        yield from (f"a formula in {cell.coordinate}" for cell in cells if cell.data_type == "f")
    elif kind == "application/pdf" and len(body) > LEAST_OF_OURS and "22011" in words(body):
        yield "computed in the PDF"


def _wrong_mail(message: Message) -> Iterator[str]:
    mail = build(message)
    try:
        raw = mail.message()
    except ValueError:
        return  # refused for good: a line break in a header
    if any("x4fz" in name.lower() for name, _value in raw.items()):
        yield "a header of its own"
    html = str(mail.alternatives[0][0])
    yield from (f"shows {bad}" for bad in set(IN_PAGES.findall(html)))
