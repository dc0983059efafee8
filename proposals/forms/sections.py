"""The form of one part of a draft, made from its outline. It shows whatever stands there and refuses nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.utils import ErrorDict, ErrorList
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from proposals.enums import QuestionKind
from proposals.outline import MONTH, MOST_ROWS, ROWS, Asked, Part, shown
from proposals.queries.missing import wrong
from proposals.reading import day, month, name_of

_DATES = {QuestionKind.DATE: ("date", day), MONTH: ("month", month)}
# Wider tables would be too narrow to type in: each of their rows is a card of its own.
_WIDEST = 5


class PartForm(forms.Form):
    """``entries`` are what the page prints, in the order of the outline: boxes, tables, and places for files."""

    use_required_attribute = False

    def __init__(self, part: Part, answers: Mapping[str, Any], wanted: Mapping[str, int] | None = None) -> None:
        """``wanted``: by table, the number of rows that somebody asked to see."""
        super().__init__()
        self.part, self._answers, self._wanted = part, answers, wanted or {}
        errors = ErrorDict()
        for asked in part.asks:
            if asked.kind in (ROWS, QuestionKind.FILE):
                continue
            name, value = name_of(asked), answers.get(asked.key)
            self.fields[name] = _field(asked, value)
            self.initial[name] = _typed(asked, value)
            if sentence := problem(asked, value):
                errors[name] = ErrorList([sentence])
        # What is wrong is said beside its box, though nothing was sent: the text is saved as it is.
        self._errors = errors

    def entries(self) -> Iterator[dict[str, Any]]:
        for asked in self.part.asks:
            if asked.kind == ROWS:
                yield {"table": Table(asked, self._answers.get(asked.key), self._wanted.get(asked.key, 1))}
            elif asked.kind == QuestionKind.FILE:
                yield {"question": asked.question, "asked": asked}
            else:
                several = asked.kind == QuestionKind.SEVERAL
                yield {"field": self[name_of(asked)], "several": several, "limit": _limit(asked)}


def problem(asked: Asked, value: Any) -> str | None:
    """What is wrong with an answer that is there; an empty one is merely not answered yet."""
    if value in (None, "", []):
        return None
    sentence = wrong(asked, value)
    return sentence[:1].upper() + sentence[1:] if sentence else None


def _field(asked: Asked, value: Any) -> forms.Field:
    words: dict[str, Any] = {"label": asked.label, "help_text": _help(asked), "required": asked.required}
    if asked.kind == QuestionKind.SEVERAL:
        return forms.MultipleChoiceField(choices=asked.choices, widget=forms.CheckboxSelectMultiple, **words)
    if asked.kind == QuestionKind.CHOICE:
        return forms.ChoiceField(choices=_choices(asked, value), **words)
    if asked.kind == QuestionKind.LONG:
        rows = 4 if asked.longest <= 500 else 8
        return forms.CharField(widget=forms.Textarea(attrs={"rows": rows, "data-limit": asked.longest}), **words)
    return forms.CharField(widget=forms.TextInput(attrs=_attributes(asked, value)), **words)


def _attributes(asked: Asked, value: Any) -> dict[str, Any]:
    """Of an input: a browser's date picker only where it can show what stands there."""
    if asked.kind == QuestionKind.NUMBER:
        return {"inputmode": "numeric", "class": "draft-number"}
    if asked.kind in _DATES:
        kind, readable = _DATES[asked.kind]
        return {"type": kind} if not value or readable(str(value)) == value else {}
    return {"data-limit": asked.longest}


def _choices(asked: Asked, value: Any) -> list[tuple[str, Any]]:
    choices = [("", _("Please choose")), *asked.choices]
    offered = {each for each, _label in asked.choices}
    return choices if not value or value in offered else [*choices, (str(value), str(value))]


def _typed(asked: Asked, value: Any) -> Any:
    """As it stands in its box."""
    if asked.kind == QuestionKind.SEVERAL:
        return value if isinstance(value, list) else []
    return shown(asked, value) if asked.kind == QuestionKind.NUMBER else ("" if value is None else str(value))


def _limit(asked: Asked) -> int | None:
    return asked.longest if asked.kind in (QuestionKind.SHORT, QuestionKind.LONG) else None


def _help(asked: Asked) -> SafeString:
    """Its help, and how much may be written where that is much."""
    limit = _("Up to %(most)s characters.") % {"most": f"{asked.longest:,}"} if asked.kind == QuestionKind.LONG else ""
    return conditional_escape(" ".join(str(each) for each in (asked.help, limit) if each))


# --- Tables ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """``cells``: each with the value of another box without which it is not asked, or nothing."""

    place: int
    cells: list[tuple[SafeString, str]]

    @property
    def number(self) -> int:
        return self.place + 1


class Table:
    """A question that is answered by rows. Cells are printed here: a hundred rows are eight hundred boxes."""

    def __init__(self, asked: Asked, value: Any, wanted: int) -> None:
        self.asked, self.name = asked, name_of(asked)
        self.is_wide = len(asked.columns) > _WIDEST
        rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
        filled = [*rows, *({} for _each in range(min(max(wanted, 1), MOST_ROWS) - len(rows)))]
        self.rows = [
            Row(place, [(_cell(asked, place, column, row), _when(column)) for column in asked.columns])
            for place, row in enumerate(filled)
        ]
        self.is_full = len(filled) >= MOST_ROWS

    @property
    def count(self) -> int:
        return len(self.rows)


def _when(column: Asked) -> str:
    return column.when[1] if column.when else ""


def _cell(asked: Asked, place: int, column: Asked, row: Mapping[str, Any]) -> SafeString:
    name, value = name_of(asked, place, column), row.get(column.key)
    wrong_here = problem(column, value)
    label = format_html(
        '<label class="draft-cell-label" for="id_{}">{}{}</label>',
        name, column.label, "" if column.required or column.when else format_html(" <span>{}</span>", _("(optional)")),
    )  # fmt: skip
    described = format_html(' aria-invalid="true" aria-describedby="id_{}_error"', name) if wrong_here else ""
    said = format_html('<p class="draft-cell-error" id="id_{}_error">{}</p>', name, wrong_here) if wrong_here else ""
    return format_html("{}{}{}", label, _box(column, name, value, described), said)


def _box(column: Asked, name: str, value: Any, described: str) -> SafeString:
    if column.kind == QuestionKind.CHOICE:
        options = format_html_join(
            "", '<option value="{}"{}>{}</option>',
            ((each, " selected" if each == (value or "") else "", said) for each, said in _choices(column, value)),
        )  # fmt: skip
        chosen = " completed" if value else ""
        return format_html(
            '<select class="krds-form-select{}" id="id_{}" name="{}"{}>{}</select>',
            chosen, name, name, described, options,
        )  # fmt: skip
    attributes = _attributes(column, value)
    classes = f"krds-input {attributes.pop('class', '')}".strip()
    return format_html(
        '<input type="{}" class="{}" id="id_{}" name="{}" value="{}"{}{}>',
        attributes.pop("type", "text"), classes, name, name, _typed(column, value), described,
        format_html_join("", ' {}="{}"', attributes.items()),
    )  # fmt: skip
