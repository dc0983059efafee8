"""What a proposal to a call consists of: its parts, what each asks, and how answers read.

This is the one description behind the forms, the check for missing answers, the preview, the PDF, versions and their
differences. Parts common to all calls stand here; a call chooses among them and adds questions of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from groups.enums import Role, Theme
from proposals.enums import LONGEST_LONG, LONGEST_SHORT, Item, QuestionKind, SectionKey
from proposals.models import Call, Question
from villages.enums import Basis

Text = str | Promise
ROWS = "rows"
MONTH = "month"
# Amounts and counts stay far below what the columns hold, so that no product of three of them can overflow.
LARGEST_NUMBER = 999_999_999
MOST_ROWS = 100


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One question. ``kind`` is a ``QuestionKind``, ``ROWS`` (a table with ``columns``) or ``MONTH`` ("2026-04").

    ``limit`` counts characters. ``choices`` are pairs of stored value and label.
    """

    key: str
    label: Text
    kind: str = QuestionKind.LONG
    help: Text = ""
    required: bool = True
    limit: int | None = None
    choices: Sequence[tuple[str, Text]] = ()
    columns: tuple[Asked, ...] = ()
    # Of a column: asked only in rows where this other column has this value.
    when: tuple[str, str] | None = None
    # A number that names something, such as a year: printed without separators.
    plain: bool = False
    # The call's own question, for answers that are files.
    question: Question | None = None

    @property
    def longest(self) -> int:
        """Characters at most."""
        return self.limit or (LONGEST_LONG if self.kind == QuestionKind.LONG else LONGEST_SHORT)


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of the task list. ``words`` names the fields whose text makes the proposal findable and comparable."""

    key: str
    title: Text
    intro: Text = ""
    asks: tuple[Asked, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """One answer as people read it: ``text``, or for a table ``head`` and ``rows``."""

    key: str
    label: str
    text: str = ""
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.text and not self.rows


def _short(key: str, label: Text, **more: Any) -> Asked:
    return Asked(key=key, label=label, kind=QuestionKind.SHORT, **more)


def _number(key: str, label: Text, **more: Any) -> Asked:
    return Asked(key=key, label=label, kind=QuestionKind.NUMBER, **more)


_ALLOWANCE = ("item", str(Item.ALLOWANCE))

_SUBSIDIES = Asked(
    key="subsidies",
    label=_("Public money in the last five years"),
    help=_("Leave it empty if there was none. Having had some is no disadvantage."),
    kind=ROWS,
    required=False,
    columns=(
        _number("year", _("Year"), plain=True),
        _short("agency", _("From whom"), limit=100),
        _short("project", _("For what"), limit=100),
        _number("amount", _("Amount (won)")),
    ),
)

_PARTS: tuple[Part, ...] = (
    Part(
        key=SectionKey.GROUP,
        title=SectionKey.GROUP.label,
        intro=_("We have filled in what your group said before. Please check it."),
        asks=(
            Asked(key="introduction", label=_("Who are you?"), limit=1000),
            Asked(key="formed_on", label=_("When did you come together?"), kind=QuestionKind.DATE),
            Asked(
                key="basis", label=_("What ties you to this place?"), kind=QuestionKind.SEVERAL, choices=Basis.choices
            ),
            _SUBSIDIES,
        ),
    ),
    Part(
        key=SectionKey.PEOPLE,
        title=SectionKey.PEOPLE.label,
        intro=_("The members of your group are listed. Say in a few words what each takes on."),
        asks=(
            Asked(
                key="people",
                label=_("People"),
                kind=ROWS,
                columns=(
                    _short("name", _("Name"), limit=60),
                    Asked(key="role", label=_("Role"), kind=QuestionKind.CHOICE, choices=Role.choices),
                    _short("does", _("Takes on"), limit=200),
                ),
            ),
        ),
    ),
    Part(
        key=SectionKey.IDEA,
        title=SectionKey.IDEA.label,
        asks=(
            _short(
                "title", _("Name of the project"), limit=120, help=_("A few words by which neighbours understand it.")
            ),
            Asked(key="theme", label=_("Theme"), kind=QuestionKind.CHOICE, choices=Theme.choices),
            Asked(key="need", label=_("What is missing in your village?"), limit=2000),
            Asked(key="aim", label=_("What should be different in the end?"), limit=2000),
        ),
        words=("need", "aim"),
    ),
    Part(
        key=SectionKey.ACTIVITIES,
        title=SectionKey.ACTIVITIES.label,
        asks=(
            Asked(key="what", label=_("What will you do?"), limit=3000),
            _short("for_whom", _("For whom?")),
            _number("how_many", _("About how many people will it reach?")),
            _short("where", _("Where?")),
            Asked(
                key="facility",
                label=_("Is it a public place or building?"),
                kind=QuestionKind.CHOICE,
                choices=(
                    ("no", _("No")),
                    ("agreed", _("Yes, and whoever runs it has agreed")),
                    ("asked", _("Yes, we have asked and wait for the answer")),
                    ("not_asked", _("Yes, we have not asked yet")),
                ),
            ),
            Asked(key="start", label=_("Begins"), kind=QuestionKind.DATE),
            Asked(key="end", label=_("Ends"), kind=QuestionKind.DATE),
            Asked(key="heard", label=_("How will neighbours hear of it?"), limit=1000, required=False),
            Asked(key="partners", label=_("Who helps you?"), limit=1000, required=False),
        ),
        words=("what", "for_whom"),
    ),
    Part(
        key=SectionKey.PLAN,
        title=SectionKey.PLAN.label,
        asks=(
            Asked(
                key="plan",
                label=_("Month by month"),
                kind=ROWS,
                columns=(
                    Asked(key="month", label=_("Month"), kind=MONTH),
                    _short("activity", _("Activity")),
                    _number("times", _("How often")),
                    _short("place", _("Place"), limit=100, required=False),
                    _number("people", _("How many people"), required=False),
                ),
            ),
        ),
    ),
    Part(
        key=SectionKey.GOALS,
        title=SectionKey.GOALS.label,
        intro=_("You choose what counts. At the end you will say what became of each goal, and why."),
        asks=(
            Asked(
                key="goals",
                label=_("Goals"),
                kind=ROWS,
                columns=(
                    _short("indicator", _("What will change")),
                    _short("baseline", _("How it is now"), limit=100),
                    _short("target", _("How it should be"), limit=100),
                    _short("measured", _("How you will know")),
                ),
            ),
        ),
    ),
    Part(
        key=SectionKey.CONTINUATION,
        title=SectionKey.CONTINUATION.label,
        asks=(
            Asked(key="continues", label=_("How does it go on afterwards?"), limit=1500),
            Asked(
                key="risks",
                label=_("What could go wrong, and what then?"),
                help=_("Also among yourselves, or with neighbours. Naming it is a strength."),
                limit=1500,
                required=False,
            ),
        ),
    ),
    Part(key=SectionKey.QUESTIONS, title=SectionKey.QUESTIONS.label),
    Part(
        key=SectionKey.BUDGET,
        title=SectionKey.BUDGET.label,
        intro=_("Unit price × quantity × times. Sums, caps and your own share are computed for you."),
        asks=(
            Asked(
                key="lines",
                label=_("Budget lines"),
                kind=ROWS,
                columns=(
                    Asked(key="item", label=_("Item"), kind=QuestionKind.CHOICE, choices=Item.choices),
                    _short("detail", _("What exactly")),
                    _number("unit_price", _("Unit price (won)")),
                    _number("quantity", pgettext_lazy("budget", "Quantity")),
                    _number("times", pgettext_lazy("budget", "Times")),
                    _number("own", _("Of this, you pay (won)"), required=False),
                    Asked(key="month", label=_("Month"), kind=MONTH, required=False),
                    _short("basis", _("Where the price is from"), limit=100, required=False),
                    # Needed for an activity allowance alone; ``budget.problems`` asks for it there.
                    _number("hours_a_day", _("Hours a day, per person"), required=False, when=_ALLOWANCE),
                    _number("hours_a_week", _("Hours a week, per person"), required=False, when=_ALLOWANCE),
                ),
            ),
        ),
    ),
    Part(key=SectionKey.DOCUMENTS, title=SectionKey.DOCUMENTS.label),
    Part(key=SectionKey.PLEDGES, title=SectionKey.PLEDGES.label),
)

# The parts whose words make a proposal findable and comparable.
COMPARED: tuple[Part, ...] = tuple(part for part in _PARTS if part.words)


def parts_of(call: Call) -> list[Part]:
    """The parts that ``call`` asks for, with its own questions, documents and pledges. Four queries, or prefetched."""
    own: dict[str, list[Asked]] = {}
    for question in call.questions.all():
        own.setdefault(question.section, []).append(_of_question(question))
    pledges = tuple((str(pledge.pk), pledge.text) for pledge in call.pledges.all())
    items = {row.item for row in call.budget_items.all()}
    parts = []
    for part in _PARTS:
        asks = _narrowed(part.asks, call, items) + tuple(own.get(part.key, ()))
        if part.key == SectionKey.PLEDGES and pledges:
            asks = (
                Asked(key="pledges", label=_("We give our word"), kind=QuestionKind.SEVERAL, choices=pledges),
                *asks,
            )
        wanted = part.key in call.sections or part.key in own or (part.key == SectionKey.PLEDGES and pledges)
        if (wanted and asks) or (part.key == SectionKey.DOCUMENTS and call.documents.all()):
            parts.append(replace(part, asks=asks))
    return parts


def part_of(call: Call, key: str) -> Part:
    """One part of ``call``. Raises ``KeyError`` where the call does not ask for it."""
    return {part.key: part for part in parts_of(call)}[key]


def _of_question(question: Question) -> Asked:
    return Asked(
        key=question.key,
        label=question.label,
        kind=question.kind,
        help=question.help,
        required=question.required,
        limit=question.limit,
        choices=tuple(question.options),
        question=question,
    )


def _narrowed(asks: Iterable[Asked], call: Call, items: set[str]) -> tuple[Asked, ...]:
    """Only the themes and budget items that the call allows."""

    def narrow(asked: Asked) -> Asked:
        if asked.key == "theme" and call.themes:
            return replace(asked, choices=[each for each in asked.choices if each[0] in call.themes])
        if asked.key == "item" and items:
            return replace(asked, choices=[each for each in asked.choices if each[0] in items])
        if asked.columns:
            offered = [column for column in asked.columns if column.when != _ALLOWANCE or _may(Item.ALLOWANCE)]
            return replace(asked, columns=tuple(narrow(column) for column in offered))
        return asked

    def _may(item: str) -> bool:
        return not items or item in items

    return tuple(narrow(asked) for asked in asks)


# --- Reading answers ---------------------------------------------------------------------------------


def readable(part: Part, data: dict[str, Any]) -> list[Answer]:
    """The answers of one part as people read them, in the order in which they are asked."""
    return [_answer(asked, data.get(asked.key)) for asked in part.asks if asked.kind != QuestionKind.FILE]


def _answer(asked: Asked, value: Any) -> Answer:
    if asked.kind == ROWS:
        rows = value or ()
        columns = [each for each in asked.columns if each.when is None or any(row.get(each.key) for row in rows)]
        return Answer(
            asked.key,
            str(asked.label),
            head=tuple(str(column.label) for column in columns),
            rows=tuple(tuple(shown(column, row.get(column.key)) for column in columns) for row in rows),
        )
    return Answer(asked.key, str(asked.label), shown(asked, value))


def shown(asked: Asked, value: Any) -> str:
    """One stored value as text: labels for choices, separators for thousands."""
    if value is None or value == "":
        return ""
    labels = dict(asked.choices)
    if asked.kind == QuestionKind.SEVERAL:
        return ", ".join(str(labels.get(each, each)) for each in value)
    if asked.kind == QuestionKind.CHOICE:
        return str(labels.get(value, value))
    if asked.kind == QuestionKind.NUMBER and isinstance(value, int):
        return str(value) if asked.plain else f"{value:,}"
    return str(value)


def words_of(part: Part, data: dict[str, Any]) -> str:
    """The text by which a proposal is found and compared."""
    return "\n".join(str(data[key]) for key in part.words if data.get(key))
