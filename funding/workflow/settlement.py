"""The account of an award: handed in, returned with points, accepted; and money that comes back, to the won."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from casework.lifecycle import Lifecycle, Refused, Step
from funding import emails
from funding.enums import AwardState, ReportState, TrancheState
from funding.models import Award, Settlement, Tranche
from funding.queries.conditions import conditions_of
from funding.queries.people import division, members_of, readers_of
from funding.queries.spending import undecided
from funding.settling import account_of
from funding.workflow import ledger
from funding.workflow.award import AWARD
from funding.workflow.ending import close_when_done
from funding.workflow.report import DAYS_TO_MEND, DAYS_TO_READ, keep_points
from notices.calendar import add_business_days
from seoul_portal.templatetags.portal import money


def award_is_settling(settlement: Settlement, actor: Any) -> str | None:
    state = Award.objects.values_list("state", flat=True).get(pk=settlement.award_id)
    if state == AwardState.SETTLING:
        return None
    return _("The settlement is handed in after the final report.")


def all_is_decided(settlement: Settlement, actor: Any) -> str | None:
    count = undecided(settlement.award)
    said = ngettext("%d receipt is not decided on yet.", "%d receipts are not decided on yet.", count)
    return said % count if count else None


def no_payment_is_on_its_way(settlement: Settlement, actor: Any) -> str | None:
    on_its_way = (TrancheState.REQUESTED, TrancheState.APPROVED)
    if Tranche.objects.filter(award=settlement.award_id, state__in=on_its_way).exists():
        return _("A payment to this group is still on its way. Record it as paid, or stop it.")
    return None


def something_is_to_return(settlement: Settlement, actor: Any) -> str | None:
    state = Award.objects.values_list("state", flat=True).get(pk=settlement.award_id)
    if state in (AwardState.CLAWBACK, AwardState.CANCELLED):
        return _("The award was cancelled. What comes back is recorded with its instalments.")
    return None if still_to_return(settlement) else _("Nothing is left to return.")


SETTLEMENT = Lifecycle(
    Settlement,
    Step(
        name="submit",
        source=ReportState.DUE | ReportState.RETURNED,
        target=ReportState.SUBMITTED,
        may="funding.submit_settlement",
        verb="settlement.submitted",
        label=gettext_lazy("Hand in the settlement"),
        past=gettext_lazy("Settlement handed in"),
        effect=gettext_lazy(
            "Everything is computed from your receipts; you add only the interest that the bank paid."
            " Receipts cannot be changed while your office reads."
        ),
        tells=gettext_lazy("The people at your office who read settlements."),
        needs=(award_is_settling,),
        form="funding.forms.settlement.HandInForm",
    ),
    Step(
        name="return_",
        source=ReportState.SUBMITTED,
        target=ReportState.RETURNED,
        may="funding.read_settlement",
        verb="settlement.returned",
        label=gettext_lazy("Return with points"),
        past=gettext_lazy("Settlement returned with points"),
        effect=gettext_lazy("The group mends what you name, and hands it in again."),
        tells=gettext_lazy("Every member of the group."),
        form="funding.forms.settlement.ReturnForm",
        danger=True,
    ),
    Step(
        name="accept",
        source=ReportState.SUBMITTED,
        target=ReportState.ACCEPTED,
        may="funding.read_settlement",
        verb="settlement.accepted",
        label=gettext_lazy("Accept the settlement"),
        past=gettext_lazy("Settlement accepted"),
        effect=gettext_lazy("The account stands for good. What was promised and not paid goes back to the pot."),
        tells=gettext_lazy("Every member of the group, with what is to be returned."),
        needs=(award_is_settling, all_is_decided, no_payment_is_on_its_way),
    ),
    Step(
        name="take_back",
        source=ReportState.ACCEPTED,
        target=None,
        may="funding.record_return",
        verb="settlement.money_returned",
        label=gettext_lazy("Record money that came back"),
        past=gettext_lazy("Money returned"),
        effect=gettext_lazy("The ledger counts it as returned, as the bank's statement says."),
        tells=gettext_lazy("Every member of the group."),
        needs=(something_is_to_return,),
        form="funding.forms.settlement.TakeBackForm",
    ),
    initial=ReportState.DUE,
)


def still_to_return(settlement: Settlement) -> int:
    """Won of grant and interest that are not back yet."""
    return sum(_owed(settlement, Award.objects.get(pk=settlement.award_id)))


@SETTLEMENT.performs("submit")
def submit(settlement: Settlement, *, actor: Any, interest: int) -> Settlement:
    """Hand in the account as receipts and ledger give it, with the bank's interest."""
    with transaction.atomic():
        award = _locked(settlement)
        with SETTLEMENT.moving(settlement, "submit", actor=actor) as move:
            read_by = add_business_days(timezone.localdate(move.now), DAYS_TO_READ)
            move.set(submitted_by=actor, submitted_at=move.now, interest=interest, due_on=read_by, **_computed(award))
            move.subject.points.filter(done_at=None).update(done_at=move.now)
            move.tell(readers_of(award, but=actor), emails.SETTLEMENT_SUBMITTED, due=read_by)
    return settlement


@SETTLEMENT.performs("return_")
def return_(settlement: Settlement, *, actor: Any, points: Mapping[str, str]) -> Settlement:
    """Back to the group, with what to mend."""
    with transaction.atomic():
        award = _locked(settlement)
        with SETTLEMENT.moving(settlement, "return_", actor=actor) as move:
            keep_points(points, settlement=move.subject)
            mend_by = timezone.localdate(move.now) + timedelta(days=DAYS_TO_MEND)
            move.set(decided_by=actor, decided_at=move.now, due_on=mend_by)
            move.tell(members_of(award), emails.SETTLEMENT_RETURNED, due=mend_by, points=list(points.values()))
    return settlement


@SETTLEMENT.performs("accept")
def accept(settlement: Settlement, *, actor: Any) -> Settlement:
    """The account stands: what was not paid is promised no more, and the group hears what it returns and by when.

    Where nothing is to be returned the award is settled and owes nothing at once.
    """
    with transaction.atomic():
        award = _locked(settlement)
        with SETTLEMENT.moving(settlement, "accept", actor=actor) as move:
            stands = _computed(award)
            owed = stands["disallowed"] + stands["unspent"] + move.subject.interest
            today = timezone.localdate(move.now)
            by = today + timedelta(days=conditions_of(award).return_within) if owed else None
            move.set(decided_by=actor, decided_at=move.now, return_by=by, returned_on=None if owed else today, **stands)
            move.set(due_on=by or today)
            move.tell(members_of(award), emails.SETTLEMENT_ACCEPTED, due=by, owed=owed, accepted=stands["accepted"])
        if award.committed > award.paid:
            ledger.release(award, award.committed - award.paid, by=actor, key=f"award:{award.pk}:settled")
        with AWARD.moving(award, "settle", actor=None):
            pass
        close_when_done(award)
    settlement.refresh_from_db()
    return settlement


@SETTLEMENT.performs("take_back")
def take_back(settlement: Settlement, *, actor: Any, amount: int, on: date, before: int) -> Settlement:
    """Record ``amount`` won that came back on ``on``: first of the grant, then of the interest; in one go or several.

    ``before`` is what the actor saw as still to return, so that the same money is not recorded twice.
    """
    with transaction.atomic():
        award = _locked(settlement)
        with SETTLEMENT.moving(settlement, "take_back", actor=actor) as move:
            of_grant, of_interest = _owed(move.subject, award)
            if before != of_grant + of_interest:
                raise Refused([_("Somebody recorded money meanwhile. Please look at the amount again.")])
            if not 0 < amount <= before:
                raise Refused([_("%(left)s are to be returned.") % {"left": money(before)}])
            if on > timezone.localdate(move.now):
                raise Refused([_("This day is still to come.")])
            grant = min(amount, of_grant)
            if grant:
                # What was returned before is part of the key: it names this instalment and no other.
                ledger.give_back(award, grant, by=actor, key=f"award:{award.pk}:returned:{award.returned}")
            move.set(interest_returned=move.subject.interest_returned + amount - grant)
            if amount == before:
                move.set(returned_on=on)
            people = [*members_of(award), *division(but=actor)]
            move.tell(people, emails.MONEY_RETURNED, amount=amount, left=before - amount)
        close_when_done(award)
    return settlement


def _locked(settlement: Settlement) -> Award:
    """Round and award, locked in this order, as everywhere."""
    round_id = Award.objects.values_list("round_id", flat=True).get(pk=settlement.award_id)
    ledger.lock(round_id)
    rows = Award.objects.select_for_update(of=("self",)).select_related("group", "proposal__call__stage")
    return rows.get(pk=settlement.award_id)


def _computed(award: Award) -> dict[str, Any]:
    account = account_of(award)
    return {
        "paid": account.paid,
        "accepted": account.accepted,
        "disallowed": account.disallowed,
        "unspent": account.unspent,
        "figures": account.figures(),
    }


def _owed(settlement: Settlement, award: Award) -> tuple[int, int]:
    """Won of the grant and of the interest that are not back yet."""
    grant = max(settlement.disallowed + settlement.unspent - award.returned, 0)
    return grant, settlement.interest - settlement.interest_returned
