"""Where an award stands, who acts next and by when: for every state, and for each step between two states."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from funding.enums import AccountState, AwardState, PaymentOutcome, ReportKind, ReportState, TrancheState
from funding.models import Agreement, Award, BankAccount, Pause, Report, Settlement, Tranche
from funding.queries import due
from funding.queries.agreement import consent
from proposals.queries.standing import Standing


def standing(award: Award) -> Standing:
    """The three answers for ``award``. A few queries, none of which grows with the award."""
    say = {
        AwardState.OFFERED: _offered,
        AwardState.AGREED: _agreed,
        AwardState.RUNNING: _running,
        AwardState.PAUSED: _paused,
        AwardState.REPORTING: _reporting,
        AwardState.ENDED_EARLY: _ended_early,
        AwardState.SETTLING: _settling,
        AwardState.SETTLED: _settled,
    }.get(AwardState(award.state))
    return say(award) if say else Standing(_FINAL[AwardState(award.state)]())


_FINAL = {
    AwardState.DECLINED: lambda: _("The group declined it. The money is free for the reserve list."),
    AwardState.CLOSED: lambda: _("Closed. Everything is reported and accounted for."),
    AwardState.CANCELLED: lambda: _("Cancelled. Nothing more is paid."),
    AwardState.CLAWBACK: lambda: _("The city reclaims money from this award. The plan of returning it stands below."),
}


def _offered(award: Award) -> Standing:
    agreement = Agreement.objects.filter(award=award).first()
    if agreement is None:
        return Standing(_("Offered to the group."), _division())
    agreement.award = award
    missing = consent(agreement).missing
    where = ngettext(
        "Offered. %(count)d more person must accept the agreement.",
        "Offered. %(count)d more people must accept the agreement.",
        missing,
    )
    return Standing(where % {"count": missing}, _("The group: read the agreement and accept it"), agreement.due_on)


def _agreed(award: Award) -> Standing:
    account = _account(award)
    if account is None or account.state == AccountState.REFUSED:
        last = due.day(due.without_account(), award.pk)
        where = _("Agreed. The group's bank account is missing.")
        return Standing(where, _("Representative or treasurer: enter the bank account"), last)
    if account.state == AccountState.ENTERED:
        where = _("Agreed. The bank account waits for confirmation.")
        last = due.day(due.unconfirmed(), account.pk)
        return Standing(where, _("The Division: confirm the account"), last)
    return _payment(award) or Standing(_("Agreed. The first payment comes next."), _division())


def _account(award: Award) -> BankAccount | None:
    """The confirmed account, else the latest."""
    found = list(BankAccount.objects.filter(group=award.group_id).exclude(state=AccountState.REPLACED))
    return next((each for each in found if each.state == AccountState.CONFIRMED), found[0] if found else None)


def _payment(award: Award) -> Standing | None:
    """What the next payment waits for, unless it cannot come yet."""
    tranche = award.tranches.exclude(state=TrancheState.PAID).order_by("position").first()
    if tranche is None:
        return None
    number = {"number": tranche.position}
    if tranche.state == TrancheState.PLANNED:
        since = _midterm_done_on(award) if tranche.after_midterm else award.starts_on
        if since is None:
            return None
        where = _("Payment %(number)d can be asked for.") % number
        return Standing(where, _("The representative: ask for the payment"), due.day(due.unasked(), tranche.pk))
    if tranche.state == TrancheState.REQUESTED:
        where = _("Payment %(number)d is asked for.") % number
        return Standing(where, _("The Division: approve it"), due.day(due.unapproved(), tranche.pk))
    if tranche.state == TrancheState.STOPPED:
        return Standing(_("Payment %(number)d is stopped.") % number, _division())
    return _approved(tranche, number)


def _approved(tranche: Tranche, number: dict[str, int]) -> Standing:
    if tranche.needs_signature and tranche.countersigned_by_id is None:
        where = _("Payment %(number)d is approved and needs the director's signature.") % number
        return Standing(where, _("The director: sign"), due.day(due.unsigned(), tranche.pk))
    last = tranche.payments.select_related("batch").order_by("-id").first()
    if last is not None and last.outcome == PaymentOutcome.WAITING:
        return Standing(_("Payment %(number)d is with the bank.") % number, _("The bank"))
    if last is not None and tranche.approved_at and last.batch.made_at >= tranche.approved_at:
        where = _("The bank could not deliver payment %(number)d: “%(reason)s”.") % {**number, "reason": last.reason}
        return Standing(where, _("Representative or treasurer: check the bank account"))
    where = _("Payment %(number)d is approved.") % number
    return Standing(where, _("The Division: pay it"), due.day(due.unpaid(), tranche.pk))


def _midterm_done_on(award: Award) -> date | None:
    done = Report.objects.filter(award=award, kind=ReportKind.MIDTERM, state=ReportState.ACCEPTED).first()
    return _day(done.decided_at) if done else None


def _running(award: Award) -> Standing:
    until = date_format(award.ends_on) if award.ends_on else "–"
    where = _("The project runs until %(day)s.") % {"day": until}
    payment = _payment(award)
    if payment is not None:
        return Standing(f"{where} {payment.where}", payment.next, payment.due)
    waits = Report.objects.filter(award=award, state__in=[ReportState.DUE, ReportState.RETURNED]).order_by("due_on")
    report = waits.filter(kind=ReportKind.MIDTERM).first()
    if report is not None:
        return Standing(where, _("The group and its center: the mid-term check"), report.due_on)
    return Standing(where, _("The group: work, keep receipts, write the diary"), award.ends_on)


def _paused(award: Award) -> Standing:
    pause = Pause.objects.filter(award=award, ended_on=None).first()
    where = _("Paused. No deadline runs, and the balance stays.")
    return Standing(where, _("The group: go on, or end it"), pause.expected_on if pause else None)


def _reporting(award: Award) -> Standing:
    report = Report.objects.filter(award=award, kind=ReportKind.FINAL).first()
    where = _("The project is over. The final report follows.")
    if report is not None and report.state == ReportState.SUBMITTED:
        return Standing(_("The final report is handed in."), _("The office: read it"))
    last = report.due_on if report else None
    return Standing(where, _("The group: write the final report"), last)


def _ended_early(award: Award) -> Standing:
    where = _("Ended early, without any blame. What is left is accounted for and returned.")
    settlement = Settlement.objects.filter(award=award).first()
    return Standing(where, _("The group: settle the account"), settlement.due_on if settlement else None)


def _settling(award: Award) -> Standing:
    settlement = Settlement.objects.filter(award=award).first()
    if settlement is not None and settlement.state == ReportState.SUBMITTED:
        return Standing(_("The account is handed in."), _("The office: check receipts and account"))
    where = _("The account is being settled.")
    return Standing(where, _("The group: settle the account"), settlement.due_on if settlement else None)


def _settled(award: Award) -> Standing:
    settlement = Settlement.objects.filter(award=award).first()
    if settlement is not None and settlement.to_return and settlement.returned_on is None:
        return Standing(_("Settled. Money is to be returned."), _("The group: return it"), settlement.return_by)
    return Standing(_("Settled."), _("The Division: judge what came of it and close the award"))


def _division() -> str:
    return _("The Division")


def _day(at: object) -> date:
    return timezone.localdate(at) if at else timezone.localdate()  # type: ignore[arg-type]
