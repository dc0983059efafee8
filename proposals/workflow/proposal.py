"""The table of a proposal's life. ``submission`` and ``triage`` hold the functions that carry the steps out."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.enums import Note
from casework.lifecycle import Lifecycle, Step
from proposals.enums import ProposalState
from proposals.models import Proposal
from proposals.workflow.needs import TO_RESUBMIT, TO_SUBMIT
from proposals.workflow.triage_needs import group_had_its_time

# Until a decision.
_OPEN = (
    ProposalState.DRAFT
    | ProposalState.SUBMITTED
    | ProposalState.RETURNED
    | ProposalState.ELIGIBLE
    | ProposalState.IN_REVIEW
)


def not_shared_yet(proposal: Proposal, actor: Any) -> str | None:
    return gettext("Advisers can read this draft already.") if proposal.shared_at else None


PROPOSAL = Lifecycle(
    Proposal,
    Step(
        name="take_over",
        source=ProposalState.DRAFT,
        target=None,
        may="proposals.take_over_proposal",
        verb="proposal.taken_over",
        label=_("Take over this draft"),
        past=_("Taken over by the group"),
        effect=_("The draft is yours: only your group writes in it and submits it. The office keeps what it noted."),
        tells=_("All members, and whoever began it for you."),
    ),
    Step(
        name="share",
        source=ProposalState.DRAFT,
        target=None,
        may="proposals.share_proposal",
        verb="proposal.shared",
        label=_("Show the draft to advisers"),
        past=_("Shown to advisers"),
        effect=_("Advisers of your village center and district office can read the draft and comment on it."),
        needs=(not_shared_yet,),
    ),
    Step(
        name="submit",
        source=ProposalState.DRAFT | ProposalState.RETURNED,
        target=ProposalState.SUBMITTED,
        may="proposals.submit_proposal",
        verb="proposal.submitted",
        label=_("Submit"),
        past=_("Submitted"),
        effect=_("The office receives exactly this text. You get a number, and can mend typos until the call closes."),
        tells=_("All members, and the office that checks it."),
        needs=TO_SUBMIT,
    ),
    Step(
        name="resubmit",
        source=ProposalState.SUBMITTED,
        target=None,
        may="proposals.submit_proposal",
        verb="proposal.resubmitted",
        label=_("Submit the changed text"),
        past=_("Submitted again"),
        effect=_("The office works with the new text from now on. The former one stays in the history."),
        tells=_("All members, and the office that checks it."),
        needs=TO_RESUBMIT,
    ),
    Step(
        name="withdraw",
        source=_OPEN,
        target=ProposalState.WITHDRAWN,
        may="proposals.withdraw_proposal",
        verb="proposal.withdrawn",
        label=_("Withdraw"),
        past=_("Withdrawn"),
        effect=_("The proposal ends here, without any disadvantage. While the call is open you can begin a new one."),
        tells=_("All members, and the office if it was submitted."),
        note=Note.OPTIONAL,
        danger=True,
    ),
    Step(
        name="assign",
        source=ProposalState.SUBMITTED | ProposalState.RETURNED,
        target=None,
        may="proposals.assign_proposal",
        verb="proposal.assigned",
        label=_("Assign"),
        past=_("Assigned"),
        effect=_("This person checks the file and hears from the group."),
        tells=_("The person it is assigned to."),
        form="proposals.forms.triage.AssignForm",
    ),
    Step(
        name="return_",
        source=ProposalState.SUBMITTED,
        target=ProposalState.RETURNED,
        may="proposals.check_proposal",
        verb="proposal.returned",
        label=_("Return for corrections"),
        past=_("Returned for corrections"),
        effect=_("The group reads your points, part by part, and can correct until the date you set."),
        tells=_("All members."),
        form="proposals.forms.triage.ReturnForm",
    ),
    Step(
        name="find_eligible",
        source=ProposalState.SUBMITTED,
        target=ProposalState.ELIGIBLE,
        may="proposals.check_proposal",
        verb="proposal.found_eligible",
        label=_("Eligible"),
        past=_("Found eligible"),
        effect=_("The proposal goes on to review as it was submitted. The group can no longer change it."),
        tells=_("All members."),
        note=Note.OPTIONAL,
        note_label=_("A word to the group"),
        form="proposals.forms.triage.EligibleForm",
    ),
    Step(
        name="find_ineligible",
        source=ProposalState.SUBMITTED | ProposalState.RETURNED,
        target=ProposalState.INELIGIBLE,
        may="proposals.check_proposal",
        verb="proposal.found_ineligible",
        label=_("Not eligible"),
        past=_("Found not eligible"),
        effect=_("The group reads the rule and your reason, and can object. Somebody else answers an objection."),
        tells=_("All members."),
        needs=(group_had_its_time,),
        note=Note.REQUIRED,
        form="proposals.forms.triage.IneligibleForm",
        danger=True,
    ),
    Step(
        name="reopen",
        source=ProposalState.INELIGIBLE,
        target=ProposalState.SUBMITTED,
        may=None,
        verb="proposal.reopened",
        label=_("Reopen"),
        past=_("Reopened, because the objection was right"),
        effect=_("An objection was upheld: the file is checked again."),
    ),
    Step(
        name="begin_review",
        source=ProposalState.ELIGIBLE,
        target=ProposalState.IN_REVIEW,
        may=None,
        verb="proposal.review_begun",
        label=_("Begin the review"),
        past=_("Review begun"),
        effect=_("The panel reads and scores the proposal."),
    ),
    Step(
        name="select",
        source=ProposalState.IN_REVIEW | ProposalState.RESERVE,
        target=ProposalState.SELECTED,
        may=None,
        verb="proposal.selected",
        label=_("Select"),
        past=_("Selected"),
        effect=_("The round is announced, or money for the reserve list was freed."),
    ),
    Step(
        name="put_on_reserve",
        source=ProposalState.IN_REVIEW,
        target=ProposalState.RESERVE,
        may=None,
        verb="proposal.put_on_reserve",
        label=_("Put on the reserve list"),
        past=_("On the reserve list"),
        effect=_("The round is announced."),
    ),
    Step(
        name="not_select",
        source=ProposalState.IN_REVIEW,
        target=ProposalState.NOT_SELECTED,
        may=None,
        verb="proposal.not_selected",
        label=_("Not selected"),
        past=_("Not selected"),
        effect=_("The round is announced."),
    ),
    Step(
        name="reconsider",
        source=ProposalState.NOT_SELECTED,
        target=ProposalState.RESERVE,
        may=None,
        verb="proposal.reconsidered",
        label=_("Put at the head of the reserve list"),
        past=_("At the head of the reserve list, because the objection was right"),
        effect=_("An objection was upheld: it is next when money becomes free."),
    ),
    initial=ProposalState.DRAFT,
)
