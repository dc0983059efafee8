"""The decision letter on paper, for a group: made by the same press as proposals, tagged PDF/UA-1."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from funding.models import Allocation, Award
from funding.points import points
from funding.queries.feedback import Line
from proposals import paper
from proposals.models import Proposal
from seoul_portal.templatetags.portal import money


def letter(file: Proposal, decided: Allocation, award: Award | None, lines: list[Line], *, signer: str) -> bytes:
    """What was decided, on what grounds, and what can be done about it; always the same bytes for one language."""
    round_ = decided.round
    at = round_.announced_at
    facts = [
        (_("Number"), str(file.number)),
        (_("Residents' group"), file.group_name),
        (_("Proposal"), str(file)),
        (_("Call"), str(file.call)),
        (_("Round"), str(round_)),
        (_("Decided"), _date(at)),
        (_("For the Division"), signer),
    ]
    parts = [{"title": _("Decision"), "answers": _decision(file, decided, award)}]
    if lines:
        parts.append({"title": _("What the reviewers said"), "answers": [_criterion(line) for line in lines]})
    document = {
        "language": (get_language() or "ko")[:2],
        "title": _("Decision on “%(title)s”") % {"title": file},
        "mark": "",
        "facts": facts,
        "empty": _("No words"),
        "page": _("Page"),
        "parts": parts,
    }
    return paper.render(document, at=at)


def _decision(file: Proposal, decided: Allocation, award: Award | None) -> list[dict[str, Any]]:
    answers = [_answer(_("Outcome"), file.get_state_display())]
    if award is not None:
        answers.append(_answer(_("Amount"), money(award.amount)))
    if decided.reason and award is not None:
        answers.append(_answer(_("Why it is less than asked"), decided.reason))
    if file.objection_until:
        answers.append(
            _answer(
                _("Objection"),
                _("You can object on the portal until %(day)s. Somebody who did not decide answers it.")
                % {"day": date_format(file.objection_until)},
            )
        )
    return answers


def _criterion(line: Line) -> dict[str, Any]:
    head = _("%(points)s of %(most)d points") % {"points": points(line.points), "most": line.most}
    if line.average is not None:
        head = f"{head} ({_('average of the funded: %s') % points(line.average)})"
    return _answer(line.name, "\n".join([head, *[f"{who}: {words}" if who else words for who, words in line.reasons]]))


def _answer(label: str, text: str) -> dict[str, Any]:
    return {"label": label, "text": text, "head": [], "rows": []}


def _date(at: Any) -> str:
    return date_format(timezone.localtime(at))
