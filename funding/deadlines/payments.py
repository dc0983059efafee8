"""By when agreements are accepted, accounts entered and confirmed, payments asked for, approved, signed and paid."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, Exists, Func, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from funding.models import Agreement, Award, BankAccount, Tranche
from funding.offices import center, district
from funding.queries import due, obligations
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

    def belongs_to(self, person: Any) -> Q:
        own = Q(**{f"{self.obligation}__isnull": False, self.obligation: person.pk})
        return Q(Exists(self._postings().filter(person=person.pk))) & ~own


# --- Whose it is -------------------------------------------------------------------------------------


def _in_roles(*roles: str) -> Any:
    """Members in these roles; without any, every member."""
    active = Membership.objects.active
    return (lambda: active().filter(role__in=roles)) if roles else active


def _group(model: Any, path: str, way: str, *roles: str) -> dict[Audience, People]:
    """Those in the group who can do it, then all of its members, then the center, then the district."""
    return {
        Audience.RESPONSIBLE: People(_in_roles(*roles), obligation=path, person="user"),
        Audience.MEMBERS: People(Membership.objects.active, obligation=path, person="user"),
        Audience.CENTER: center(model, way),
        Audience.DISTRICT: district(model, way),
    }


_LEADERS = (GroupRole.REPRESENTATIVE, GroupRole.OPERATOR)
_KEEPERS = (GroupRole.REPRESENTATIVE, GroupRole.TREASURER)


def _source(name: str, label: Any, found: Any, link: Any, people: dict[Audience, People]) -> None:
    ask = obligations.page_of(name) if name in obligations.OF_GROUP else None
    deadlines.register(DeadlineSource(name=name, label=label, open=found, link=link, people=people, ask=ask))


def _division(model: Any, but: str, roles: str = "everybody") -> dict[Audience, People]:
    return {Audience.RESPONSIBLE: OfDivision(model.objects.all, obligation=but, person=roles)}


def register_payments() -> None:
    """Called once, when the app is ready."""
    to_award = lambda award: reverse("funding:account-new", args=[award.pk])  # noqa: E731 - the registry wants a callable
    itself = lambda row: row.get_absolute_url()  # noqa: E731 - as above
    signers = _group(Agreement, "group__awards__agreement", "award")
    accounts = _group(Award, "group__awards", "", *_KEEPERS)
    requests = _group(Tranche, "group__awards__tranches", "award", *_LEADERS)
    _source("agreement", _("Accept the agreement"), due.unaccepted, itself, signers)
    _source("account", _("Enter the bank account"), due.without_account, to_award, accounts)
    _source("payment-request", _("Ask for a payment"), due.unasked, itself, requests)
    _source("account-check", _("Confirm a bank account"), due.unconfirmed, itself, _division(BankAccount, "entered_by"))
    _source("payment-check", _("Approve a payment"), due.unapproved, itself, _division(Tranche, "requested_by"))
    _source("payment-sign", _("Sign a payment"), due.unsigned, itself, _division(Tranche, "approved_by", "directors"))
    _source("payment-order", _("Pay an approved payment"), due.unpaid, itself, _division(Tranche, "approved_by"))
