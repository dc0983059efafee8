"""What a payment needs before it is asked for, approved, stopped or taken back; each says it in one sentence."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from funding.enums import AwardState, ClawbackState, PaymentOutcome, ReportKind, ReportState
from funding.models import Clawback, Report, Tranche
from funding.queries.accounts import confirmed_of

# While money flows.
PAYABLE = (AwardState.AGREED, AwardState.RUNNING)


def award_is_in_force(tranche: Tranche, actor: Any) -> str | None:
    state = tranche.award.state
    if state in PAYABLE:
        doubted = Clawback.objects.filter(award=tranche.award_id, state=ClawbackState.PROPOSED).exists()
        return _("The end of this award is proposed. Payments wait for the decision.") if doubted else None
    if state == AwardState.OFFERED:
        return _("The agreement is not accepted yet.")
    if state == AwardState.PAUSED:
        return _("The award is paused. Payments go on when it does.")
    return _("Nothing is paid any more: the award is “%(state)s”.") % {"state": tranche.award.get_state_display()}


def account_is_confirmed(tranche: Tranche, actor: Any) -> str | None:
    return None if confirmed_of(tranche.award.group_id) else _("The group's bank account is not confirmed yet.")


def midterm_is_done(tranche: Tranche, actor: Any) -> str | None:
    if not tranche.after_midterm:
        return None
    done = Report.objects.filter(award=tranche.award_id, kind=ReportKind.MIDTERM, state=ReportState.ACCEPTED)
    return None if done.exists() else _("This payment follows the mid-term check, which is not accepted yet.")


def not_with_the_bank(tranche: Tranche, actor: Any) -> str | None:
    waits = tranche.payments.filter(outcome=PaymentOutcome.WAITING).exists()
    return _("The order is with the bank already. Wait for its answer.") if waits else None


def bank_has_paid_it(tranche: Tranche, actor: Any) -> str | None:
    if tranche.payments.filter(outcome=PaymentOutcome.PAID).exists():
        return None
    return _("The bank has not said that this was paid.")


def money_is_still_counted(tranche: Tranche, actor: Any) -> str | None:
    if tranche.award.state in (*PAYABLE, AwardState.PAUSED):
        return None
    return _("The account of this award is being drawn up. A payment cannot come back any more; record a return.")


READY = (award_is_in_force, account_is_confirmed, midterm_is_done)
