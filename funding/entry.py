"""Rules by which a call asks what became of money that a group had before."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.queries.next_stage import has_unaccounted
from funding.workflow import next_stage
from groups import holds
from proposals import continuing, eligibility
from proposals.eligibility import MET, NOT_MET, Inquiry, Rule
from proposals.models import Call, Proposal


def _accounted(proposal: Proposal) -> tuple[Any, str]:
    if has_unaccounted(proposal.group_id):
        return NOT_MET, _("Money of an earlier award is not accounted for.")
    return MET, ""


def _year_before(proposal: Proposal) -> tuple[Any, str]:
    refused = next_stage.refusal(proposal.call, proposal.group)
    if refused:
        return NOT_MET, refused
    year = continuing.before(proposal)
    return MET, _("“%(title)s” was judged as performing and is closed.") % {"title": year.title} if year else ""


def _is_later_year(call: Call) -> bool:
    return call.stage.kind in continuing.LATER_YEARS


def register_entry() -> None:
    """Called once, when the app is ready."""
    eligibility.register(
        Rule(
            name="accounted",
            label=gettext_lazy("Earlier money accounted for"),
            sentence=lambda call: _("Money that the group had before is accounted for. Failing is no bar; hiding is."),
            judge=_accounted,
        )
    )
    eligibility.register(
        Rule(
            name="year_before",
            label=gettext_lazy("The year before went well"),
            sentence=lambda call: _("The year before is settled and closed, and was judged as performing."),
            inquiry=lambda call: Inquiry(
                _("Is your project of the year before settled and closed, and was it judged as performing?"),
                {"yes": MET, "no": NOT_MET},
            ),
            judge=_year_before,
            todo=lambda call: _("Begin with a seed application: learning without a result does not bar you from it."),
            applies=_is_later_year,
        )
    )
    continuing.register(
        continuing.Source(
            ready=next_stage.ready, begun=next_stage.begun, of=next_stage.before, refuses=next_stage.refusal
        )
    )
    holds.register_step("take_break", next_stage.wait_with, next_stage.waits)
    holds.register_step("return_", next_stage.go_on_with)
