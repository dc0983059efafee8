"""The rules of a published call: PostgreSQL refuses every quiet change."""

import pytest
from django.db import DatabaseError, connection, transaction

from proposals.models import BudgetItem, Call, CallDistrict, Criterion
from proposals.workflow import call as calls
from tests.cast import MAPO, SEONGDONG
from tests.proposals import making

pytestmark = pytest.mark.django_db

FROZEN = "the rules of call"


def refused(sql, *values, match=FROZEN):
    with pytest.raises(DatabaseError, match=match), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def call(places):
    return making.rich_call(area_kind="districts", districts=[places[SEONGDONG]])


@pytest.mark.parametrize(
    "table",
    [
        "budgetitem",
        "criterion",
        "question",
        "documentrequirement",
        "pledge",
        "calldistrict",
    ],
)
def test_postgresql_refuses_to_remove_or_move_away_a_row_of_a_published_call(call, table):
    other = making.draft_call()
    refused(f"DELETE FROM proposals_{table} WHERE call_id = %s", call.pk)
    refused(f"UPDATE proposals_{table} SET call_id = %s WHERE call_id = %s", other.pk, call.pk)


def test_postgresql_refuses_to_change_a_rule_of_a_published_call(call):
    refused("UPDATE proposals_call SET ceiling = 9000000 WHERE id = %s", call.pk)
    refused("UPDATE proposals_call SET published_at = now() WHERE id = %s", call.pk)
    refused("UPDATE proposals_call SET rules_version = 7 WHERE id = %s", call.pk)
    refused("UPDATE proposals_criterion SET points = 1 WHERE call_id = %s", call.pk)
    refused("DELETE FROM proposals_call WHERE id = %s", call.pk, match="Cannot delete")


def test_the_shell_cannot_change_a_rule_or_the_area_of_a_published_call(call, places):
    for change in (
        lambda: Call.objects.filter(pk=call.pk).update(ceiling=5),
        lambda: BudgetItem.objects.create(call=call, item="travel"),
        lambda: call.districts.add(places[MAPO]),
        lambda: call.districts.clear(),
        lambda: call.villages.set([]) or CallDistrict.objects.filter(call=call).delete(),
        lambda: call.criteria.all().delete(),
    ):
        with pytest.raises(DatabaseError, match=FROZEN), transaction.atomic():
            change()


def test_a_draft_may_be_changed_and_removed(places):
    call = making.draft_call(districts=[places[SEONGDONG]], rows=making.FULL)
    Call.objects.filter(pk=call.pk).update(ceiling=5)
    call.districts.set([places[MAPO]])
    call.criteria.all().delete()
    call.delete()
    assert not Call.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_amendment_opens_the_rules_for_its_own_transaction_only(division_official):
    call = making.rich_call()
    calls.amend(call, actor=division_official, text_ko="한도를 올려요.", ceiling=1_500_000)
    call.refresh_from_db()
    assert (call.ceiling, call.rules_version) == (1_500_000, 2)
    refused("UPDATE proposals_call SET ceiling = 9000000 WHERE id = %s", call.pk)
    refused("UPDATE proposals_amendment SET text_ko = '' WHERE call_id = %s", call.pk, match="Cannot update or delete")
    refused("DELETE FROM proposals_amendment WHERE call_id = %s", call.pk, match="Cannot update or delete")
    with calls.amending(call, actor=division_official, text_ko="기준을 나눠요."):
        Criterion.objects.filter(call=call).update(points=50)
    with pytest.raises(DatabaseError, match=FROZEN):
        Criterion.objects.filter(call=call).update(points=40)
