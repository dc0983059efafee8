"""The kinds of messages about rounds and awards. Their words stand in ``templates/funding/messages``."""

from django.utils.translation import gettext_lazy as _

from notices.kinds import Kind, add_group, register

PROPOSED = "round-proposed"
SENT_BACK = "round-sent-back"
REOPENED = "round-reopened"
SIGNED = "round-signed"
SELECTED = "result-selected"
RESERVE = "result-reserve"
NOT_SELECTED = "result-not-selected"
PROMOTED = "result-promoted"
PROMOTION_PROPOSED = "promotion-proposed"
PROMOTION_WITHDRAWN = "promotion-withdrawn"
PROMOTION_SIGNED = "promotion-signed"
DECLINED = "award-declined"
LEDGER_DIFFERS = "ledger-differs"
# Agreement, account and payments.
AGREED = "award-agreed"
ACCOUNT_ENTERED = "account-entered"
ACCOUNT_CONFIRMED = "account-confirmed"
ACCOUNT_REFUSED = "account-refused"
TRANCHE_REQUESTED = "tranche-requested"
TRANCHE_SENT_BACK = "tranche-sent-back"
TRANCHE_TO_SIGN = "tranche-to-sign"
TRANCHE_STOPPED = "tranche-stopped"
TRANCHE_RESUMED = "tranche-resumed"
MONEY_PAID = "money-paid"
MONEY_CAME_BACK = "money-came-back"
# Reports, settlement and the end.
PERIOD_OVER = "period-over"
REPORT_SUBMITTED = "report-submitted"
REPORT_RETURNED = "report-returned"
REPORT_ACCEPTED = "report-accepted"
SETTLEMENT_SUBMITTED = "settlement-submitted"
SETTLEMENT_RETURNED = "settlement-returned"
SETTLEMENT_ACCEPTED = "settlement-accepted"
MONEY_RETURNED = "money-returned"
JUDGED = "award-judged"
CLOSED = "award-closed"
# What comes next.
NEXT_STAGE = "next-stage"
NEXT_CALL = "next-stage-call"
NOMINATED = "nominated"
NOMINATION_ANSWERED = "nomination-answered"
NOMINATION_ASSESSED = "nomination-assessed"
NOMINATION_DECIDED = "nomination-decided"
NOMINATION_ENDED = "nomination-ended"
# More time and help.
MORE_TIME_GRANTED = "more-time-granted"
MORE_TIME_ASKED = "more-time-asked"
MORE_TIME_REFUSED = "more-time-refused"
HELP_ASKED = "help-asked"
HELP_TAKEN = "help-taken"
HELP_ANSWERED = "help-answered"

# Pauses, early ends, changes and what is reclaimed.
PAUSED = "award-paused"
RESUMED = "award-resumed"
ENDED_EARLY = "award-ended-early"
VARIATION_ASKED = "variation-asked"
VARIATION_PASSED = "variation-passed"
VARIATION_APPROVED = "variation-approved"
VARIATION_REFUSED = "variation-refused"
CLAWBACK_PROPOSED = "clawback-proposed"
CLAWBACK_HEARD = "clawback-heard"
CLAWBACK_WITHDRAWN = "clawback-withdrawn"
CLAWBACK_SIGNED = "clawback-signed"
CLAWBACK_DONE = "clawback-done"
INSTALMENTS_ASKED = "instalments-asked"
INSTALMENTS_PLANNED = "instalments-planned"
INSTALMENTS_REFUSED = "instalments-refused"
INSTALMENT_PAID = "instalment-paid"

# (name, label, whether the recipient must do something)
_RESULTS = (
    (SELECTED, _("Your proposal was selected"), True),
    (RESERVE, _("Your proposal is on the reserve list"), False),
    (NOT_SELECTED, _("Your proposal was not selected"), False),
    (PROMOTED, _("Your proposal moved up from the reserve list"), True),
)
_OFFICES = (
    (PROPOSED, _("A round waits for your signature"), True),
    (SENT_BACK, _("A round was sent back"), True),
    (REOPENED, _("A round was taken back"), False),
    (SIGNED, _("A round was signed"), True),
    (PROMOTION_PROPOSED, _("A step up from the reserve list waits for your signature"), True),
    (PROMOTION_WITHDRAWN, _("A step up from the reserve list was taken back"), False),
    (PROMOTION_SIGNED, _("A step up from the reserve list was signed"), False),
    (DECLINED, _("A group declined its award"), True),
    (LEDGER_DIFFERS, _("The ledger and its balances differ"), True),
)

_PAYING = (
    (AGREED, _("Your agreement stands"), True),
    (ACCOUNT_CONFIRMED, _("Your bank account was confirmed"), True),
    (ACCOUNT_REFUSED, _("Your bank account was not confirmed"), True),
    (TRANCHE_SENT_BACK, _("A payment that you asked for was sent back"), True),
    (TRANCHE_STOPPED, _("A payment was stopped"), False),
    (TRANCHE_RESUMED, _("A stopped payment goes on"), False),
    (MONEY_PAID, _("Money was paid to your group"), False),
    (MONEY_CAME_BACK, _("A payment could not be delivered"), True),
)
_PAYING_OFFICES = (
    (ACCOUNT_ENTERED, _("A bank account waits for confirmation"), True),
    (TRANCHE_REQUESTED, _("A group asks for a payment"), True),
    (TRANCHE_TO_SIGN, _("A payment waits for your signature"), True),
)

_REPORTING = (
    (PERIOD_OVER, _("Your project is over: report and settlement"), True),
    (REPORT_RETURNED, _("Your report came back with points"), True),
    (REPORT_ACCEPTED, _("Your report was accepted"), False),
    (SETTLEMENT_RETURNED, _("Your settlement came back with points"), True),
    (SETTLEMENT_ACCEPTED, _("Your settlement was accepted"), True),
    (MONEY_RETURNED, _("Returned money arrived"), False),
    (JUDGED, _("What came of your project was judged"), False),
    (CLOSED, _("Your award is closed"), False),
)
_REPORTING_OFFICES = (
    (REPORT_SUBMITTED, _("A report waits to be read"), True),
    (SETTLEMENT_SUBMITTED, _("A settlement waits to be read"), True),
)

_ASKING = (
    (MORE_TIME_GRANTED, _("More time was granted"), False),
    (MORE_TIME_REFUSED, _("More time was not granted"), True),
    (HELP_TAKEN, _("Somebody of your office will call"), False),
    (HELP_ANSWERED, _("Your office noted what you agreed on"), False),
)
_ASKING_OFFICES = (
    (MORE_TIME_ASKED, _("A group asks for more time"), True),
    (HELP_ASKED, _("A group needs help"), True),
)


_CHANGING = (
    (PAUSED, _("A project was paused"), False),
    (RESUMED, _("A project goes on after its pause"), False),
    (ENDED_EARLY, _("A project ended early"), True),
    (VARIATION_PASSED, _("A small change passed by rule"), False),
    (VARIATION_APPROVED, _("A change was approved"), False),
    (VARIATION_REFUSED, _("A change was not approved"), False),
    (CLAWBACK_PROPOSED, _("The end of your award is proposed: you can speak"), True),
    (CLAWBACK_WITHDRAWN, _("A proposed cancellation was taken back"), False),
    (CLAWBACK_SIGNED, _("Your award was cancelled"), True),
    (CLAWBACK_DONE, _("Everything that was reclaimed is returned"), False),
    (INSTALMENTS_PLANNED, _("New instalments for what you return"), True),
    (INSTALMENTS_REFUSED, _("Other instalments were not granted"), True),
    (INSTALMENT_PAID, _("An instalment arrived"), False),
)
_CHANGING_OFFICES = (
    (VARIATION_ASKED, _("A group asks for a change"), True),
    (CLAWBACK_HEARD, _("A group speaks on a proposed cancellation"), True),
    (INSTALMENTS_ASKED, _("A group asks for other instalments"), True),
)


_NEXT = (
    (NEXT_STAGE, _("The next stage is open to your group"), True),
    (NEXT_CALL, _("A call of your next stage is open"), True),
    (NOMINATED, _("Your project was nominated as a city service"), True),
    (NOMINATION_DECIDED, _("Whether your project becomes a city service was decided"), False),
    (NOMINATION_ENDED, _("A nomination as a city service has ended"), False),
)
_NEXT_OFFICES = (
    (NOMINATION_ANSWERED, _("A group answered a nomination"), True),
    (NOMINATION_ASSESSED, _("A nomination waits for a decision"), True),
)


def register_kinds() -> None:
    """Tell the registry about them; called once, when the app is ready."""
    add_group("results", _("Results and awards"))
    add_group("rounds", _("Rounds and money"))
    for group, kinds in (
        ("results", _RESULTS),
        ("rounds", _OFFICES),
        ("results", _PAYING),
        ("rounds", _PAYING_OFFICES),
        ("results", _REPORTING),
        ("rounds", _REPORTING_OFFICES),
        ("results", _NEXT),
        ("rounds", _NEXT_OFFICES),
        ("results", _CHANGING),
        ("rounds", _CHANGING_OFFICES),
        ("results", _ASKING),
        ("rounds", _ASKING_OFFICES),
    ):
        for name, label, action in kinds:
            register(Kind(name, label, action=action, app="funding", group=group))
