"""An award: the group's home for money, with what to do now on top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from funding.enums import AccountState, AwardState
from funding.models import Agreement, Award
from funding.queries.accounts import accounts_of
from funding.queries.agreement import consent, needs_lesson
from funding.queries.asking import due_of
from funding.queries.award_standing import standing
from funding.queries.spending import lines_of
from funding.views import reading
from funding.views.life_block import changes_of
from funding.views.next_block import next_of
from funding.views.spending_block import spending_of
from funding.workflow.tranche import TRANCHE
from groups.enums import Role
from groups.rules import membership_in
from seoul_portal.access import signed_in

# Before it, and when nothing came of it, there is no money to look after.
WITHOUT_MONEY = (AwardState.OFFERED, AwardState.DECLINED)


@dataclass(frozen=True)
class ToDo:
    """The one thing that this person can do next, or nothing."""

    text: str
    url: str
    label: str


@signed_in
@require_safe
@reading.opened(reading.awards)
def award(request: HttpRequest, award: Award) -> HttpResponse:
    """How much, where it stands, what this person can do, and every page of it."""
    if award.round.announced_at is None:
        raise Http404
    user: Any = request.user
    agreement = Agreement.objects.filter(award=award).first()
    accounts = [] if award.state in WITHOUT_MONEY else list(accounts_of(award))
    context = {
        "award": award,
        "is_member": award.belongs_to(user),
        "agreement": agreement,
        "standing": standing(award),
        "todo": to_do(award, agreement, accounts, user),
        "lines": lines_of(award),
        "spending": spending_of(award, user),
        "changes": changes_of(award, user),
        "tranches": award.tranches.order_by("position"),
        "accounts": [each for each in accounts if each.state != AccountState.REPLACED],
        **due_of([award]),
        "next": next_of(award, user),
        "has_money": award.state not in WITHOUT_MONEY,
    }
    return render(request, "funding/award.html", context)


def to_do(award: Award, agreement: Agreement | None, accounts: list[Any], user: Any) -> ToDo | None:
    """What the signed-in member can do now to move the award on."""
    member = membership_in(user, award)
    if member is None or agreement is None:
        return None
    agreement.award = award
    if award.state == AwardState.OFFERED:
        return _about_agreement(agreement, member)
    waiting = {each.state for each in accounts} & {AccountState.ENTERED, AccountState.CONFIRMED}
    if award.state == AwardState.AGREED and not waiting and member.role in (Role.REPRESENTATIVE, Role.TREASURER):
        text = _("Enter the bank account of your group, so that the first payment can be made.")
        return ToDo(text, reverse("funding:account-new", args=[award.pk]), _("Enter the account"))
    return _about_payment(award, member)


def _about_agreement(agreement: Agreement, member: Any) -> ToDo | None:
    award = agreement.award
    if needs_lesson(agreement, member):
        text = _("Five short questions about keeping accounts come first. They take a few minutes.")
        return ToDo(text, reverse("funding:lesson", args=[award.pk]), _("Take the lesson"))
    if member.user_id in {each.user_id for each in consent(agreement).waiting}:
        return ToDo(_("Read the agreement and accept it."), agreement.get_absolute_url(), _("Read the agreement"))
    return None


def _about_payment(award: Award, member: Any) -> ToDo | None:
    if member.role not in (Role.REPRESENTATIVE, Role.OPERATOR):
        return None
    tranche = award.tranches.filter(state="planned").order_by("position").first()
    if tranche is None:
        return None
    offer = next(iter(TRANCHE.offers(tranche, member.user, {"request"})), None)
    if offer is None or offer.blocked:
        return None
    text = _("Payment %(number)d can be asked for.") % {"number": tranche.position}
    return ToDo(text, reverse("casework:step", args=["tranche", tranche.pk, "request"]), _("Ask for this payment"))
