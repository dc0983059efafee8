"""The agreement on paper, with its fingerprint and everybody's yes."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from funding.models import Agreement
from proposals import paper
from proposals.enums import Item
from seoul_portal.templatetags.portal import money


def words_of(agreement: Agreement) -> dict[str, list[str]]:
    """What both sides said, in the active language, as it was when it was made."""
    said = agreement.content["words"]
    return said.get((get_language() or "ko")[:2]) or said["ko"]


def agreement_pdf(agreement: Agreement) -> bytes:
    """The agreement as it was accepted; always the same bytes for one language."""
    award = agreement.award
    yes = agreement.acceptances.select_related("user").order_by("at")
    facts = [
        (_("Number"), str(award.proposal.number)),
        (_("Residents' group"), award.proposal.group_name or str(award.group)),
        (_("Proposal"), str(award.proposal)),
        (_("Amount"), money(agreement.content["amount"])),
        (_("Period"), f"{_day(award.starts_on)} – {_day(award.ends_on)}"),
        (_("Agreed"), _moment(agreement.agreed_at)),
        (_("Accepted by"), ", ".join(str(each.user) for each in yes)),
        (_("Fingerprint"), agreement.fingerprint),
    ]
    words = words_of(agreement)
    document = {
        "language": (get_language() or "ko")[:2],
        "title": _("Agreement on “%(title)s”") % {"title": award.proposal},
        "mark": "",
        "facts": facts,
        "empty": _("No words"),
        "page": _("Page"),
        "parts": [
            {
                "title": _("Agreement"),
                "answers": [
                    _answer(_("What you get"), words["gets"]),
                    _answer(_("What you promise"), words["promises"]),
                    _answer(_("If something goes wrong"), words["wrong"]),
                    _budget(agreement.content["lines"]),
                    _goals(agreement.content["plan"].get("goals", {}).get("goals") or []),
                ],
            }
        ],
    }
    return paper.render(document, at=agreement.agreed_at)


def _answer(label: str, sentences: list[str]) -> dict[str, Any]:
    return {"label": label, "text": "\n".join(sentences), "head": [], "rows": []}


def _budget(lines: list[dict[str, Any]]) -> dict[str, Any]:
    names = dict(Item.choices)
    rows = [
        [str(names.get(line["item"], line["item"])), line["detail"], money(line["grant"]), money(line["own"])]
        for line in lines
    ]
    head = [_("Item"), _("What for"), _("Grant part"), _("Own part")]
    return {"label": _("Budget"), "text": "", "head": head, "rows": rows}


def _goals(goals: list[dict[str, Any]]) -> dict[str, Any]:
    keys = ("indicator", "baseline", "target", "measured")
    head = [_("What will change"), _("How it is now"), _("How it should be"), _("How you will know")]
    rows = [[str(goal.get(key) or "") for key in keys] for goal in goals]
    return {"label": _("Goals"), "text": "", "head": head, "rows": rows}


def _day(day: Any) -> str:
    return date_format(day) if day else "–"


def _moment(at: Any) -> str:
    local = timezone.localtime(at)
    return f"{date_format(local, 'DATE_FORMAT')} {local:%H:%M:%S}"
