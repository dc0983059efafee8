"""What a mid-term check and a final report ask: parts and their answers, beside what diary and receipts say already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from funding.enums import ReportKind

Text = str | Promise
Choices = tuple[tuple[str, Text], ...]

DIFFICULTIES: Choices = (
    ("conflict", _("Conflict")),
    ("participation", _("Participation")),
    ("space", _("Rooms and places")),
    ("accounts", _("Accounts and receipts")),
    ("other", pgettext_lazy("difficulty", "Something else")),
)
ONWARD: Choices = (
    ("continue", _("Go on as planned")),
    ("adjust", _("Adjust the plan")),
    ("stop", _("Stop")),
)
NEXT_STEPS: Choices = (
    ("next_stage", _("Ask for the next stage")),
    ("own_feet", _("Go on without support")),
    ("cooperative", _("Become a cooperative or company")),
    ("break", _("Take a break")),
    ("end", _("Come to an end")),
)
PUBLIC: Choices = (("yes", pgettext_lazy("public", "Yes")), ("no", pgettext_lazy("public", "No")))


@dataclass(frozen=True)
class Asked:
    """One answer of a report. ``kind``: long, short, day, one (of ``choices``) or several."""

    key: str
    label: Text
    kind: str = "long"
    required: bool = True
    help: Text = ""
    choices: Choices = ()


@dataclass(frozen=True)
class Part:
    """A part of a report. ``shows`` names what stands there already: diary, receipts or goals."""

    key: str
    title: Text
    asks: tuple[Asked, ...] = ()
    shows: str = ""


MIDTERM = (
    Part(
        "progress", _("How far you are"), (Asked("progress", _("What is done, and what of the plan is still open?")),)
    ),
    Part("people", _("People"), (Asked("people", _("Who comes, who is missing?"), required=False),), shows="diary"),
    Part("money", _("Money"), (Asked("money", _("A word about the money"), required=False),), shows="receipts"),
    Part("well", _("What goes well"), (Asked("well", _("What goes well?")),)),
    Part(
        "hard",
        _("What is difficult"),
        (
            Asked("difficulties", _("What is difficult?"), "several", required=False, choices=DIFFICULTIES),
            Asked("hard", _("Tell us more, if you like"), required=False),
        ),
    ),
    Part(
        "support",
        _("Support"),
        (
            Asked("support", _("What support do you need?"), required=False),
            Asked("action", _("What happens next, and who does it?"), required=False),
            Asked("action_by", _("Until when?"), "day", required=False),
        ),
    ),
    Part("onward", _("How it goes on"), (Asked("onward", _("How does the project go on?"), "one", choices=ONWARD),)),
)

FINAL = (
    Part("goals", _("Your goals"), shows="goals"),
    Part(
        "done",
        _("What you did"),
        (
            Asked(
                "done", _("What became of the plan?"), help=_("What went as planned, what went differently, and why?")
            ),
        ),
        shows="diary",
    ),
    Part("money", _("Money"), (Asked("money", _("A word about the money"), required=False),), shows="receipts"),
    Part("change", _("What changed"), (Asked("change", _("What is different in your neighbourhood now?")),)),
    Part(
        "lessons",
        _("What you learned"),
        (
            Asked(
                "lessons",
                _("What did you learn?"),
                help=_("What did not work helps the next group as much as what did. It counts for you, not against."),
            ),
        ),
    ),
    Part(
        "partners",
        _("Partners and work"),
        (
            Asked("partners", _("Who helped?"), required=False),
            Asked("careers", _("Did somebody find work or a calling by it?"), required=False),
        ),
    ),
    Part(
        "next",
        _("How it goes on"),
        (
            Asked("next", _("What comes next?"), "one", choices=NEXT_STEPS),
            Asked("next_words", _("Tell us more, if you like"), required=False),
        ),
    ),
    Part(
        "summary",
        _("For everybody to read"),
        (
            Asked("summary", _("Your project in a few sentences"), help=_("Public, without names of persons.")),
            Asked(
                "public_lessons",
                _("May everybody read what you learned?"),
                "one",
                required=False,
                help=_("Only if you say yes does it stand in the public register, once your award is closed."),
                choices=PUBLIC,
            ),
        ),
    ),
)


def parts_of(kind: str) -> tuple[Part, ...]:
    """The parts of a report of ``kind``, in order."""
    return MIDTERM if kind == ReportKind.MIDTERM else FINAL


def asked_of(kind: str) -> Iterator[Asked]:
    """Every answer of a report of ``kind``, in order."""
    for part in parts_of(kind):
        yield from part.asks


def said(asked: Asked, data: Mapping[str, Any]) -> str:
    """The answer in words, or nothing."""
    value = data.get(asked.key) or ""
    labels = {key: str(label) for key, label in asked.choices}
    if asked.kind == "several":
        return ", ".join(labels[each] for each in value if each in labels)
    return labels.get(value, "") if asked.kind == "one" else str(value)


def missing(kind: str, data: Mapping[str, Any]) -> list[str]:
    """The labels of required answers that are not given."""
    return [str(asked.label) for asked in asked_of(kind) if asked.required and not data.get(asked.key)]
