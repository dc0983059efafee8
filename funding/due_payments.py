"""By when agreements are accepted, accounts entered and confirmed, payments asked for, approved, signed and paid."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BigIntegerField,
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
)
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from funding.enums import AccountState, AwardState, PaymentOutcome, ReportKind, ReportState, TrancheState
from funding.models import Agreement, Award, BankAccount, Pause, Payment, Report, Tranche
from funding.queries import due
from groups.enums import Role as GroupRole
from groups.models import Membership
from notices import deadlines
from notices.deadlines import DeadlineSource, People
from notices.enums import Audience
from villages.enums import DIVISION_ROLES, Role
from villages.models import Posting


class OfDivision(People):
    """Everybody of the Division in one of ``roles`` (``person``), for every row of ``queryset`` but their own work.

    No relation leads from a payment to the one office that pays, so the two are set side by side. ``obligation`` names
    the column with the person who must not act.
    """

    @property
    def _roles(self) -> tuple[str, ...]:
        return DIVISION_ROLES if self.person == "everybody" else (Role.DIVISION_DIRECTOR,)

    def _postings(self) -> QuerySet[Posting]:
        return Posting.objects.in_force().filter(role__in=self._roles, office__active=True)

    def of(self, obligations: Collection[int]) -> Any:
        people = Func(
            ArraySubquery(self._postings().order_by().values("person").distinct()),
            function="unnest",
            output_field=BigIntegerField(),
        )
        rows = self.queryset().filter(pk__in=obligations).order_by().annotate(who=people)
        return [(pk, who) for pk, who, but in rows.values_list("pk", "who", self.obligation) if who != but]

    def belonging_to(self, person: Any) -> QuerySet[Any]:
        own = Q(**{f"{self.obligation}__isnull": False, self.obligation: person.pk})
        found = self.queryset().filter(Exists(self._postings().filter(person=person.pk))).exclude(own)
        return found.order_by().values("pk")


# --- What is open ------------------------------------------------------------------------------------


def _after(column: str, days: int) -> Any:
    """The day so many days after a moment."""
    day = Cast(TruncDate(column, output_field=DateField()), DateField())
    return ExpressionWrapper(day + Value(days, IntegerField()), output_field=DateField())


def unaccepted() -> QuerySet[Agreement]:
    """Agreements that wait for a yes."""
    found = Agreement.objects.filter(agreed_at=None, award__state=AwardState.OFFERED)
    return found.select_related("award__proposal")


def without_account() -> QuerySet[Award]:
    """Agreed awards of groups whose account is neither confirmed nor waiting for it."""
    has = BankAccount.objects.filter(group=OuterRef("group"), state__in=[AccountState.ENTERED, AccountState.CONFIRMED])
    found = Award.objects.filter(~Exists(has), state=AwardState.AGREED).select_related("proposal")
    return found.annotate(due_on=_after("agreement__agreed_at", due.ACCOUNT))


def unconfirmed() -> QuerySet[BankAccount]:
    found = BankAccount.objects.filter(state=AccountState.ENTERED).select_related("group")
    return found.annotate(due_on=_after("entered_at", due.CONFIRM))


def _payable() -> QuerySet[Tranche]:
    found = Tranche.objects.filter(award__state__in=[AwardState.AGREED, AwardState.RUNNING])
    return found.select_related("award__proposal")


# Plain subtraction of dates gives whole days in PostgreSQL; Django's own would give an interval.
DAYS_PAUSED = Func(
    F("ended_on"), F("from_on"), template="(%(expressions)s)", arg_joiner=" - ", output_field=IntegerField()
)


def unasked() -> QuerySet[Tranche]:
    """Payments that the group could ask for now, two weeks after that became so; pauses are added."""
    account = BankAccount.objects.filter(group=OuterRef("award__group"), state=AccountState.CONFIRMED)
    checked = Report.objects.filter(award=OuterRef("award"), kind=ReportKind.MIDTERM, state=ReportState.ACCEPTED)
    since = Coalesce(Subquery(checked.values("decided_at__date")[:1], output_field=DateField()), F("award__starts_on"))
    ended = Pause.objects.filter(award=OuterRef("award"), ended_on__isnull=False).order_by().values("award")
    pauses = Coalesce(
        Subquery(ended.annotate(n=Cast(Sum(DAYS_PAUSED), IntegerField())).values("n")),
        Value(0),
        output_field=IntegerField(),
    )
    found = _payable().filter(Exists(account), state=TrancheState.PLANNED)
    found = found.filter(Q(after_midterm=False) | Exists(checked))
    total = since + Value(due.REQUEST, IntegerField()) + pauses
    return found.annotate(due_on=ExpressionWrapper(total, output_field=DateField()))


def unapproved() -> QuerySet[Tranche]:
    return _payable().filter(state=TrancheState.REQUESTED).annotate(due_on=_after("requested_at", due.APPROVE))


def unsigned() -> QuerySet[Tranche]:
    found = _payable().filter(state=TrancheState.APPROVED, needs_signature=True, countersigned_by=None)
    return found.annotate(due_on=_after("approved_at", due.SIGN))


def unpaid() -> QuerySet[Tranche]:
    """Approved, signed where that is needed, and not with the bank."""
    ordered = Payment.objects.filter(tranche=OuterRef("pk"), outcome=PaymentOutcome.WAITING)
    found = _payable().filter(
        ~Exists(ordered), Q(needs_signature=False) | Q(countersigned_by__isnull=False), state=TrancheState.APPROVED
    )
    return found.annotate(due_on=_after("approved_at", due.PAY))


# --- Whose it is -------------------------------------------------------------------------------------


def _in_roles(*roles: str) -> Any:
    return lambda: Membership.objects.active().filter(role__in=roles)


def _group(path: str, *roles: str) -> dict[Audience, People]:
    """Those in the group who can do it, and all of its members."""
    return {
        Audience.RESPONSIBLE: People(_in_roles(*roles), obligation=path, person="user"),
        Audience.MEMBERS: People(Membership.objects.active, obligation=path, person="user"),
    }


_LEADERS = (GroupRole.REPRESENTATIVE, GroupRole.OPERATOR)
_KEEPERS = (GroupRole.REPRESENTATIVE, GroupRole.TREASURER)


def _source(name: str, label: Any, found: Any, link: Any, people: dict[Audience, People]) -> None:
    deadlines.register(DeadlineSource(name=name, label=label, open=found, link=link, people=people))


def _division(model: Any, but: str, roles: str = "everybody") -> dict[Audience, People]:
    return {Audience.RESPONSIBLE: OfDivision(model.objects.all, obligation=but, person=roles)}


def register_payments() -> None:
    """Called once, when the app is ready."""
    to_award = lambda award: reverse("funding:account-new", args=[award.pk])  # noqa: E731 - the registry wants a callable
    itself = lambda row: row.get_absolute_url()  # noqa: E731 - as above
    everybody = dict.fromkeys([Audience.RESPONSIBLE], _group("group__awards__agreement")[Audience.MEMBERS])
    _source("agreement", _("Accept the agreement"), unaccepted, itself, everybody)
    _source("account", _("Enter the bank account"), without_account, to_award, _group("group__awards", *_KEEPERS))
    _source("payment-request", _("Ask for a payment"), unasked, itself, _group("group__awards__tranches", *_LEADERS))
    _source("account-check", _("Confirm a bank account"), unconfirmed, itself, _division(BankAccount, "entered_by"))
    _source("payment-check", _("Approve a payment"), unapproved, itself, _division(Tranche, "requested_by"))
    _source("payment-sign", _("Sign a payment"), unsigned, itself, _division(Tranche, "approved_by", "directors"))
    _source("payment-order", _("Pay an approved payment"), unpaid, itself, _division(Tranche, "approved_by"))
