"""No single person proposes and signs, approves and pays, or enters and confirms an account, whatever they may be.

One person holds everything at once: represents a group, is official and director of the Division and administrator.
Each pair of acts is tried by page, in the admin, by the workflow in a shell, and by SQL past every rule of ours.
"""

from contextlib import nullcontext
from dataclasses import dataclass

import pgtrigger
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, models, transaction
from django.urls import reverse
from django.utils import timezone

from casework.lifecycle import NotAllowed, Refused
from funding.bank_files import as_csv
from funding.models import LedgerEntry
from funding.workflow import account as accounts
from funding.workflow import payments
from funding.workflow import round as rounds
from tests.cast import person, posted, sign_in
from tests.funding import making, making_agree
from tests.groups.making import fresh

pytestmark = pytest.mark.django_db
ROLES = ("division_official", "division_director", "administrator")


@dataclass
class Pair:
    """After the first act by ``who``; the same person tries the second in every way."""

    who: object
    subject: models.Model
    before: str
    page: str
    sent: dict
    shell: object
    sql: str

    def stands(self) -> bool:
        return fresh(self.subject).state == self.before


@pytest.fixture
def everything(division, villages):
    """Somebody with every posting of the Division."""
    found = person("전부람", "everything@example.kr")
    for role in ROLES:
        posted(found, division, role)
    return fresh(found)


@pytest.fixture
def round_(everything, villages):
    found = making.proposed(making.ranked(4_000_000, villages), everything)
    return Pair(
        everything, found, "proposed",
        page=reverse("casework:step", args=["fundinground", found.pk, "sign"]),
        sent={"seen": "proposed", "version": found.version},
        shell=lambda who: rounds.sign(fresh(found), actor=who),
        sql="UPDATE funding_fundinground SET state = 'signed', signed_by_id = proposed_by_id, signed_at = now()"
        " WHERE id = %s",
    )  # fmt: skip


@pytest.fixture
def payment(everything, villages, division, division_official, division_director):
    """Approved by that person, ordered by another; the bank's answer makes it paid."""
    _round, (award,) = making.signed_pot(4_000_000, division_official, division_director, villages[:1])
    tranche = making_agree.approved(making_agree.payable(award, division_official), everything)
    with pytest.raises(Refused):
        payments.order(actor=everything)
    batch = payments.order(actor=making_agree.second_official(division))
    line = (str(tranche.pk), "paid", str(timezone.localdate()))
    return Pair(
        everything, tranche, "approved",
        page=reverse("funding:batch", args=[batch.pk]),
        sent={"file": SimpleUploadedFile("answer.csv", as_csv([("number", "outcome", "date"), line]))},
        shell=lambda who: making_agree.answer(batch, who, (*line, "", "")),
        sql="UPDATE funding_tranche SET state = 'paid', paid_by_id = approved_by_id, paid_on = now() WHERE id = %s",
    )  # fmt: skip


@pytest.fixture
def account(everything, villages, division_official, division_director):
    """Of a group that the person came to represent."""
    _round, (award,) = making.signed_pot(4_000_000, division_official, division_director, villages[:1])
    award = making_agree.agreed(award)
    award.group.memberships.create(user=everything, role="treasurer", pledge_version=1)
    found = accounts.enter(
        award.group, actor=fresh(everything), bank="090", number="3333-01-2345678", holder="이웃 모임"
    )
    award.group.memberships.filter(user=everything).update(state="left")  # so that nothing but the first act hinders
    return Pair(
        fresh(everything), found, "entered",
        page=reverse("casework:step", args=["bankaccount", found.pk, "confirm"]),
        sent={"seen": "entered"},
        shell=lambda who: accounts.confirm(fresh(found), actor=who),
        sql="UPDATE funding_bankaccount SET state = 'confirmed', confirmed_by_id = entered_by_id, confirmed_at = now()"
        " WHERE id = %s",
    )  # fmt: skip


@pytest.fixture(params=["round_", "payment", "account"])
def pair(request):
    return request.getfixturevalue(request.param)


def test_no_page_lets_one_person_do_both(pair, client):
    sign_in(client, pair.who)
    assert client.post(pair.page, pair.sent).status_code in {404, 422}
    assert pair.stands()
    assert not LedgerEntry.objects.filter(kind="pay").exists()


def test_no_page_of_the_admin_lets_one_person_do_both(pair, client):
    sign_in(client, pair.who)
    path = reverse(f"admin:funding_{pair.subject._meta.model_name}_change", args=[pair.subject.pk])
    assert client.get(path).status_code == 200
    me = pair.who.pk
    wished = {"state": "signed", "signed_by": me, "paid_by": me, "confirmed_by": me}
    assert client.post(path, wished).status_code == 403
    assert client.post(f"{path}../delete/", {"post": "yes"}).status_code in {403, 404}
    assert pair.stands()


def test_no_shell_lets_one_person_do_both(pair):
    with pytest.raises((NotAllowed, Refused)):
        pair.shell(making.with_fresh_factor(pair.who))
    assert pair.stands()


def test_no_sql_lets_one_person_do_both(pair):
    for past_triggers in (nullcontext(), pgtrigger.ignore()):  # in the end the constraints hold by themselves
        with past_triggers, pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(pair.sql, [pair.subject.pk])
    assert pair.stands()


def test_another_person_may(pair, division):
    """So that it is the second pair of eyes that is asked for, and nothing else."""
    other = posted(person("남다름", "another@example.kr"), division, "division_director").person
    posted(other, division, "division_official")
    if pair.before == "approved":  # whoever ordered, or any other official, reads the answer in
        other = type(other).objects.get(email="second-official@example.kr")
    pair.shell(making.with_fresh_factor(other))
    assert not pair.stands()
