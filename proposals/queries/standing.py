"""Where a file stands, who acts next, and by when: the same three answers on every page of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from proposals.enums import ProposalState
from proposals.models import Objection, Proposal


@dataclass(frozen=True)
class Standing:
    """Three answers; ``next`` and ``due`` are empty where nobody has to act."""

    where: str
    next: str = ""
    due: date | None = None


def standing(proposal: Proposal, objection: Objection | None = None) -> Standing:
    """The answers for ``proposal``; ``objection`` is the open one, if any. No queries beside call and office."""
    sentence = {
        ProposalState.DRAFT: _draft,
        ProposalState.SUBMITTED: _submitted,
        ProposalState.RETURNED: _returned,
        ProposalState.ELIGIBLE: _eligible,
        ProposalState.INELIGIBLE: _ineligible,
        ProposalState.WITHDRAWN: _withdrawn,
        ProposalState.SELECTED: _selected,
        ProposalState.RESERVE: _reserve,
        ProposalState.NOT_SELECTED: _not_selected,
    }.get(ProposalState(proposal.state), _later)
    return sentence(proposal, objection)


def _draft(file: Proposal, _objection: Objection | None) -> Standing:
    closes = file.call.closes_at
    if closes and closes <= timezone.now():
        return Standing(_("The call closed before this draft was submitted. You can still read and copy everything."))
    return Standing(
        _("A draft. You write it together, and nothing is binding until you submit."),
        _("Your group"),
        timezone.localdate(closes) if closes else None,
    )


def _submitted(file: Proposal, _objection: Objection | None) -> Standing:
    office = file.office.name if file.office else ""
    person = file.assigned_to.person.name if file.assigned_to else ""
    return Standing(
        _("Submitted. The office checks whether the rules of the call are met."),
        f"{office} · {person}" if person else office,
        file.triage_due_on,
    )


def _returned(file: Proposal, _objection: Objection | None) -> Standing:
    return Standing(
        _("Returned with points to correct. Nothing is decided."),
        file.group_name or file.group.name,
        file.due_back_on,
    )


def _eligible(file: Proposal, _objection: Objection | None) -> Standing:
    return Standing(
        _("Eligible. It goes on to review as it was submitted."), _("The reviewers, once all files are checked")
    )


def _ineligible(file: Proposal, objection: Objection | None) -> Standing:
    if objection is not None:
        return Standing(
            _("Not eligible. The group has objected."), _("Somebody who did not decide"), objection.answer_due_on
        )
    if file.objection_until and file.objection_until >= timezone.localdate():
        return Standing(_("Not eligible. The group can object."), _("The group, if it wants to"), file.objection_until)
    return Standing(_("Not eligible. The time to object is over."))


def _withdrawn(_file: Proposal, _objection: Objection | None) -> Standing:
    return Standing(_("Withdrawn by the group. Nobody has to do anything."))


def _selected(_file: Proposal, _objection: Objection | None) -> Standing:
    return Standing(_("Selected. The results are announced."), _("Your group and the Division, on the award"))


def _reserve(_file: Proposal, _objection: Objection | None) -> Standing:
    return Standing(_("On the reserve list. It moves up when money becomes free."), _("The Division, if it does"))


def _not_selected(file: Proposal, objection: Objection | None) -> Standing:
    if objection is not None:
        return Standing(
            _("Not selected. The group has objected."), _("Somebody who did not decide"), objection.answer_due_on
        )
    if file.objection_until and file.objection_until >= timezone.localdate():
        return Standing(_("Not selected. The group can object."), _("The group, if it wants to"), file.objection_until)
    return Standing(_("Not selected this time. Advice is open for the next call."))


def _later(file: Proposal, _objection: Objection | None) -> Standing:
    """In review: the state's own words; the review says more on its pages."""
    return Standing(str(ProposalState(file.state).label))
