"""The check before submitting, saying yes to a text, handing it in, and the receipt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casework.lifecycle import Refused
from proposals.eligibility import standing as eligibility
from proposals.enums import ProposalState
from proposals.models import Proposal
from proposals.outline import parts_of
from proposals.queries.agreement import Agreed, agreed
from proposals.queries.missing import Gap, missing
from proposals.queries.standing import standing
from proposals.queries.versions import latest_of, versions_of
from proposals.record import present
from proposals.views.opening import for_members, for_readers
from proposals.workflow import needs, submission
from seoul_portal.access import signed_in


@dataclass(frozen=True)
class Lacking:
    """A part of the task list with everything missing in it, each with the address of its field."""

    title: str
    gaps: list[tuple[Gap, str]]


class Check:
    """What the check page prints: what is missing, who agreed, and every reason why it cannot be handed in yet."""

    def __init__(self, proposal: Proposal, user: Any) -> None:
        self.proposal, self.user = proposal, user
        self.fingerprint = present(proposal).fingerprint
        self.again = proposal.state == ProposalState.SUBMITTED
        self.agreed: Agreed = agreed(proposal)
        self.lacking = self._lacking()
        self.reasons = self._reasons()

    def _lacking(self) -> list[Lacking]:
        gaps = missing(self.proposal)
        found = []
        for part in parts_of(self.proposal.call):
            mine = [(gap, self._address(gap)) for gap in gaps if gap.key == part.key]
            if mine:
                found.append(Lacking(str(part.title), mine))
        return found

    def _address(self, gap: Gap) -> str:
        page = reverse("proposals:section", args=[self.proposal.pk, gap.key])
        return f"{page}#f-{gap.field}" if gap.field else page

    def _reasons(self) -> list[str]:
        """As the step itself will see it: pressing is one's own yes."""
        steps = needs.TO_RESUBMIT if self.again else needs.TO_SUBMIT
        asked = [need for need in steps if need is not needs.those_concerned_agreed]
        said = [need(self.proposal, self.user) for need in asked]
        said.append(agreed(self.proposal, with_=self.user).sentence())
        return [sentence for sentence in said if sentence]

    @property
    def may_confirm(self) -> bool:
        """Whether a yes of this person is still asked for."""
        waits = any(word.user == self.user for word in self.agreed.waiting)
        return waits and not self.lacking and self.is_open

    @property
    def confirmed(self) -> bool:
        return any(word.user == self.user for word in self.agreed.yes)

    @property
    def is_open(self) -> bool:
        return needs.call_takes_it(self.proposal, self.user) is None

    @property
    def findings(self) -> list[Any]:
        return eligibility(self.proposal)


@signed_in
@require_safe
@for_members
def check(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Everything that is still missing, whose yes is, and the button."""
    return _page(request, proposal)


def _page(request: HttpRequest, proposal: Proposal, *, refused: list[str] | None = None) -> HttpResponse:
    open_states = (ProposalState.DRAFT, ProposalState.RETURNED, ProposalState.SUBMITTED)
    context = {
        "proposal": proposal,
        "standing": standing(proposal),
        "check": Check(proposal, request.user) if proposal.state in open_states else None,
        "refused": refused or [],
        "last": latest_of(proposal) if proposal.submitted_at else None,
        "in_hands": request.user.has_perm("proposals.submit_proposal", proposal),
    }
    return render(request, "proposals/submission/check.html", context, status=409 if refused else 200)


@signed_in
@require_POST
@for_members
def confirm(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Say yes to the text that was shown."""
    try:
        submission.confirm(proposal, actor=request.user, seen=request.POST.get("seen", ""))
    except Refused as error:
        return _page(request, proposal, refused=error.reasons)
    messages.success(request, _("You have confirmed this text."))
    return redirect("proposals:check", proposal.pk)


@signed_in
@require_POST
@for_members
def submit(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Hand in the text that was shown, for the first time or again. However often it is pressed, it is one receipt."""
    try:
        version = submission.hand_in(proposal, actor=request.user, seen=request.POST.get("seen", ""))
    except Refused as error:
        proposal.refresh_from_db()
        return _page(request, proposal, refused=error.reasons)
    return redirect(f"{reverse('proposals:receipt', args=[proposal.pk])}?version={version.number}")


@signed_in
@require_safe
@for_readers
def receipt(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """What was received, when, and what happens next."""
    wanted = request.GET.get("version", "")
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 5 else None
    versions = list(versions_of(proposal)[:20])
    version = next((each for each in versions if each.number == number), versions[0] if versions else None)
    if version is None:
        raise Http404
    context = {
        "proposal": proposal,
        "version": version,
        "is_latest": version == versions[0],
        "standing": standing(proposal),
        "member": proposal.group.belongs_to(request.user),
    }
    return render(request, "proposals/submission/receipt.html", context)
