"""What of agreements, accounts and payments is open, and by when: days after what came before, as agreed on.

How many days stands in the conditions that an award's agreement kept; every pause since and every day that was granted
comes on top. Pages and reminders read the same rows.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import (
    Case,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Coalesce, Greatest, TruncDate

from funding.enums import (
    AccountState,
    AwardState,
    ClawbackState,
    MoreTimeState,
    PaymentOutcome,
    ReportKind,
    ReportState,
    TrancheState,
)
from funding.models import (
    Agreement,
    Award,
    BankAccount,
    Clawback,
    Conditions,
    MoreTime,
    Pause,
    Payment,
    Report,
    Tranche,
)


def day(found: QuerySet[Any], pk: int) -> date | None:
    """The day of row ``pk`` among ``found``; nothing where it is not open."""
    return found.filter(pk=pk).values_list("due_on", flat=True).first()


def _default(name: str) -> Any:
    field: Any = Conditions._meta.get_field(name)
    return Value(field.default)


def _agreed(name: str, content: str) -> Any:
    """The condition ``name`` as the agreement at ``content`` kept it, else the default."""
    kept = KeyTextTransform(name, KeyTransform("conditions", content))
    return Coalesce(Cast(kept, IntegerField()), _default(name))


# Plain subtraction of dates gives whole days in PostgreSQL; Django's own would give an interval.
def _days_between(first: Any, last: str) -> Any:
    return Func(F(last), first, template="(%(expressions)s)", arg_joiner=" - ", output_field=IntegerField())


def _total(rows: QuerySet[Any], days: Any, by: str) -> Any:
    """The sum of ``days`` over ``rows``, which belong to one row of the query around them."""
    found = rows.order_by().values(by).annotate(n=Cast(Sum(days), IntegerField())).values("n")
    return Coalesce(Subquery(found), Value(0), output_field=IntegerField())


def granted(source: str) -> Any:
    """Days granted for the row of ``source``."""
    rows = MoreTime.objects.filter(source=source, object_id=OuterRef("pk"), state=MoreTimeState.GRANTED)
    return _total(rows, _days_between(F("before_on"), "until_on"), "object_id")


def paused(award: str, since: str) -> Any:
    """Days for which the award at ``award`` was paused after the day ``since``; a pause before it moved nothing."""
    rows = Pause.objects.filter(award=OuterRef(award), ended_on__gt=OuterRef(since))
    return _total(rows, _days_between(Greatest(F("from_on"), OuterRef(since)), "ended_on"), "award")


def _day_of(column: str) -> Any:
    return Cast(TruncDate(column, output_field=DateField()), DateField())


def _after(since: Any, *days: Any) -> Any:
    """So many days after a day."""
    for each in days:
        since = since + each
    return ExpressionWrapper(since, output_field=DateField())


# --- What is open ------------------------------------------------------------------------------------


def unaccepted() -> QuerySet[Agreement]:
    """Agreements that wait for a yes."""
    found = Agreement.objects.filter(agreed_at=None, award__state=AwardState.OFFERED)
    return found.select_related("award__proposal")


def without_account() -> QuerySet[Award]:
    """Agreed awards of groups whose account is neither confirmed nor waiting for it."""
    has = BankAccount.objects.filter(group=OuterRef("group"), state__in=[AccountState.ENTERED, AccountState.CONFIRMED])
    found = Award.objects.filter(~Exists(has), state=AwardState.AGREED).select_related("proposal")
    within = _agreed("account_within", "agreement__content")
    return found.annotate(due_on=_after(_day_of("agreement__agreed_at"), within, granted("account")))


def unconfirmed() -> QuerySet[BankAccount]:
    """Accounts that wait for an official, by what the group's last agreement says."""
    found = BankAccount.objects.filter(state=AccountState.ENTERED).select_related("group")
    last = Agreement.objects.filter(award__group=OuterRef("group")).order_by("-id")
    within = Subquery(last.values(n=_agreed("confirm_within", "content"))[:1], output_field=IntegerField())
    default = _default("confirm_within")
    return found.annotate(due_on=_after(_day_of("entered_at"), Coalesce(within, default)))


def _payable() -> QuerySet[Tranche]:
    doubted = Clawback.objects.filter(award=OuterRef("award"), state=ClawbackState.PROPOSED)
    found = Tranche.objects.filter(~Exists(doubted), award__state__in=[AwardState.AGREED, AwardState.RUNNING])
    return found.select_related("award__proposal")


def unasked() -> QuerySet[Tranche]:
    """Payments that the group could ask for now."""
    account = BankAccount.objects.filter(group=OuterRef("award__group"), state=AccountState.CONFIRMED)
    checked = Report.objects.filter(award=OuterRef("award"), kind=ReportKind.MIDTERM, state=ReportState.ACCEPTED)
    accepted = Subquery(checked.values("decided_at__date")[:1], output_field=DateField())
    since = Case(When(after_midterm=True, then=accepted), default=F("award__starts_on"))
    found = _payable().filter(Exists(account), state=TrancheState.PLANNED)
    found = found.filter(Q(after_midterm=False) | Exists(checked))
    within = _agreed("request_within", "award__agreement__content")
    found = found.annotate(since_on=since)
    return found.annotate(due_on=_after(F("since_on"), within, paused("award", "since_on"), granted("payment-request")))


def unapproved() -> QuerySet[Tranche]:
    return _of_office(_payable().filter(state=TrancheState.REQUESTED), "requested_at", "approve_within")


def unsigned() -> QuerySet[Tranche]:
    found = _payable().filter(state=TrancheState.APPROVED, needs_signature=True, countersigned_by=None)
    return _of_office(found, "approved_at", "sign_within")


def unpaid() -> QuerySet[Tranche]:
    """Approved, signed where that is needed, and not with the bank."""
    ordered = Payment.objects.filter(tranche=OuterRef("pk"), outcome=PaymentOutcome.WAITING)
    found = _payable().filter(
        ~Exists(ordered), Q(needs_signature=False) | Q(countersigned_by__isnull=False), state=TrancheState.APPROVED
    )
    return _of_office(found, "approved_at", "pay_within")


def _of_office(found: QuerySet[Tranche], since: str, within: str) -> QuerySet[Tranche]:
    found = found.annotate(since_on=_day_of(since))
    days = _agreed(within, "award__agreement__content")
    return found.annotate(due_on=_after(F("since_on"), days, paused("award", "since_on")))
