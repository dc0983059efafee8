"""Money that became free goes to the reserve list: one person proposes who moves up, another signs, and it is told."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import audit
from casework.constraints import kindly
from casework.lifecycle import Lifecycle, NotAllowed, Refused, Step
from funding import emails
from funding.enums import PromotionState, RoundState
from funding.models import FundingRound, Promotion
from funding.queries.people import directors, division
from funding.queries.reserve import next_in_line, what_is_left
from funding.workflow import ledger
from funding.workflow.announcing import feedback_of, offer
from notices import workflow as notices
from proposals.enums import ProposalState
from proposals.models import Proposal
from proposals.queries.people import members_of
from proposals.workflow.proposal import PROPOSAL
from seoul_portal.templatetags.portal import money


def still_waits(promotion: Promotion, actor: Any) -> str | None:
    if promotion.proposal.state == ProposalState.RESERVE:
        return None
    return _("This proposal is not on the reserve list any more.")


def within_what_is_left(promotion: Promotion, actor: Any) -> str | None:
    left = what_is_left(promotion.round, promotion.proposal)
    if promotion.amount <= left:
        return None
    return _("%(left)s are left for this proposal; this would need %(amount)s.") % {
        "left": money(left),
        "amount": money(promotion.amount),
    }


PROMOTION = Lifecycle(
    Promotion,
    Step(
        name="sign",
        source=PromotionState.PROPOSED,
        target=PromotionState.SIGNED,
        may="funding.sign_promotion",
        verb="promotion.signed",
        label=gettext_lazy("Sign and tell the group"),
        past=gettext_lazy("Signed, and the group told"),
        effect=gettext_lazy("The proposal is selected, an award is offered, and the group hears of it at once."),
        tells=gettext_lazy("Every member of the group, and everybody who runs rounds."),
        needs=(still_waits, within_what_is_left),
        fresh_second_factor=True,
    ),
    Step(
        name="withdraw",
        source=PromotionState.PROPOSED,
        target=PromotionState.WITHDRAWN,
        may="funding.withdraw_promotion",
        verb="promotion.withdrawn",
        label=gettext_lazy("Take back"),
        past=gettext_lazy("Was taken back"),
        effect=gettext_lazy("The proposal stays on the reserve list. Nobody outside the Division heard of this."),
        tells=gettext_lazy("Everybody who runs rounds."),
    ),
    initial=PromotionState.PROPOSED,
)


def propose(round_: FundingRound, proposal: Proposal, *, actor: Any, amount: int, reason: str = "") -> Promotion:
    """Put before the director that ``proposal``, the next in line, gets ``amount`` won. Raises ``Refused``."""
    with transaction.atomic(), kindly(Promotion):
        pot = ledger.lock(round_.pk)
        if not actor.has_perm("funding.propose_promotion", pot):
            raise NotAllowed
        if faults := _faults(pot, proposal, amount, reason.strip()):
            raise Refused(faults)
        made = Promotion.objects.create(
            round=pot, proposal=proposal, amount=amount, reason=reason.strip(), proposed_by=actor
        )
        event = audit.record("promotion.proposed", made, actor=actor, changes={"amount": (None, amount)})
        notices.tell(
            directors(but=actor), emails.PROMOTION_PROPOSED, about=made, key=f"audit:{event.pk}", who=actor.name
        )
    return made


def _faults(pot: FundingRound, proposal: Proposal, amount: int, reason: str) -> list[str]:
    if pot.state != RoundState.ANNOUNCED:
        return [_("The reserve list moves once the results are announced.")]
    following = next_in_line(pot)
    if following is None or following.pk != proposal.pk:
        return [_("Another group is next on the reserve list.")]
    faults = []
    left = what_is_left(pot, proposal)
    if amount > left:
        faults.append(_("Only %(left)s are left for this proposal.") % {"left": money(left)})
    if not 0 < amount <= proposal.asked:
        faults.append(_("Give an amount up to the %(asked)s that were asked for.") % {"asked": money(proposal.asked)})
    elif amount < proposal.asked and not reason:
        faults.append(_("Say why the group gets less than it asked for."))
    return faults


@PROMOTION.performs("sign")
def sign(promotion: Promotion, *, actor: Any) -> Promotion:
    """The second person's yes: selected, offered, promised and told in one transaction."""
    with transaction.atomic():
        pot = ledger.lock(promotion.round_id)
        with PROMOTION.moving(promotion, "sign", actor=actor) as move:
            step: Promotion = move.subject
            with PROPOSAL.moving(step.proposal, "select", actor=None) as selected:
                file = selected.subject
                selected.set(decided_at=move.now, decided_by=actor, decided_with=step.proposed_by)
                said = {"amount": step.amount, "asked": file.asked, "link": feedback_of(file)}
                selected.tell(members_of(file), emails.PROMOTED, **said)
            offer(file, pot, step.amount, by=actor)
            move.set(signed_by=actor, signed_at=move.now)
            move.tell(division(but=actor), emails.PROMOTION_SIGNED, amount=step.amount)
    return move.subject


@PROMOTION.performs("withdraw")
def withdraw(promotion: Promotion, *, actor: Any) -> Promotion:
    """Not yet, or not this one."""
    with PROMOTION.moving(promotion, "withdraw", actor=actor) as move:
        move.tell(division(but=actor), emails.PROMOTION_WITHDRAWN)
    return move.subject
