"""What an agreement says, in plain words: what the group gets, what it promises, what happens if it goes wrong.

The sentences are kept in the agreement in both languages, so they stay as they were when people said yes to them.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from funding.models import Conditions
from seoul_portal.templatetags.portal import money

Words = dict[str, list[str]]


def in_both_languages(amount: int, own: int, parts: list[int], terms: Conditions, starts: Any, ends: Any) -> Any:
    """By language code the sentences under ``gets``, ``promises`` and ``wrong``."""
    said = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            said[code] = {
                "gets": _gets(amount, parts, terms, starts, ends),
                "promises": _promises(own, terms),
                "wrong": _wrong(terms),
            }
    return said


def _gets(amount: int, parts: list[int], terms: Conditions, starts: Any, ends: Any) -> list[str]:
    paid = (
        _("All of it is paid at once, after everybody agreed and your bank account is confirmed.")
        if len(parts) == 1
        else _("It is paid in %(count)d parts: %(parts)s.")
        % {"count": len(parts), "parts": ", ".join(money(part) for part in parts)}
    )
    said = [_("Your group gets %(amount)s for its project.") % {"amount": money(amount)}, paid]
    if len(parts) > 1 and terms.midterm and terms.later_after_midterm:
        said.append(_("The later parts follow once the mid-term check is done."))
    said.append(
        _("You may spend it from the day on which you have all agreed, but not before %(start)s, until %(end)s.")
        % {"start": date_format(starts), "end": date_format(ends)}
    )
    said.append(_("If these days are over by then, the whole period moves on and stays as long as planned."))
    said.append(_("Your village center helps you with accounts and reports, for as long as the project runs."))
    return said


def _promises(own: int, terms: Conditions) -> list[str]:
    said = [
        _("We spend the money only on what stands in the budget, and ask before we change much of it."),
        _("We keep a receipt for every payment and enter it on the portal."),
        _("We pay nothing before this agreement and nothing after the end of the project."),
    ]
    if own:
        said.append(_("We add %(own)s of our own.") % {"own": money(own)})
    if terms.midterm:
        said.append(_("At half-time we tell how it is going."))
    said += [
        _("Within %(days)d days after the end we write the final report.") % {"days": terms.report_within},
        _("Within %(days)d days after the end we settle the account.") % {"days": terms.settle_within},
        _("Whatever is not spent, and the interest of the bank, goes back within %(days)d days after that.")
        % {"days": terms.return_within},
        _("We stay independent: the project serves no party, no religion and no business."),
    ]
    return said


def _wrong(terms: Conditions) -> list[str]:
    return [
        _("A project that does not succeed is no fault. Tell honestly what happened and what you learned."),
        _("You may ask for a pause of up to %(days)d days. All deadlines then move by the days of the pause.")
        % {"days": terms.longest_pause},
        _("You may end early. You account for what was spent, return the rest, and may apply again later."),
        _("If you need more time or help, say so on the portal before the day is over. Nobody is punished for asking."),
        _("Money without receipts, or spent on something else, must be returned."),
        _("Only false statements, or money that nobody accounts for, end the agreement and bar new support."),
    ]
