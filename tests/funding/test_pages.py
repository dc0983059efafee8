"""The pages of a round as people use them, and the public record."""

from datetime import timedelta

import pgtrigger
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from funding.models import Allocation, FundingRound
from funding.tasks import reconcile_ledger
from funding.workflow import ranking
from funding.workflow.ranking import Row
from notices.models import Message
from proposals.workflow import call as calls
from tests.cast import sign_in
from tests.funding import making
from tests.groups.making import fresh
from tests.proposals.making import open_call

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(villages, division_official, division_director):
    return making.ranked(4_000_000, villages, ceilings={villages[0].district: 3_000_000})


def page(client, name, row, **query):
    return client.get(reverse(f"funding:{name}", args=[row.pk]), query)


def rows_of(round_):
    return list(Allocation.objects.filter(round=round_).order_by("place"))


# --- Setting up ---------------------------------------------------------------------------------------


def test_an_official_makes_a_round_with_ceilings_by_form(client, villages, division_official):
    call = open_call()
    with time_machine.travel(timezone.now() + timedelta(days=40)):
        calls.keep_in_time()
        sign_in(client, division_official)
        assert client.get(reverse("funding:new-round")).status_code == 200
        lines = {
            "ceilings-TOTAL_FORMS": "3", "ceilings-INITIAL_FORMS": "0",
            "ceilings-0-district": villages[0].district.pk, "ceilings-0-ceiling": "1000000",
            "ceilings-1-theme": "food", "ceilings-1-ceiling": "",
        }  # fmt: skip
        sent = {"name_ko": "하반기 심의", "budget": "5000000", "calls": [call.pk], **lines}
        answer = client.post(reverse("funding:new-round"), sent)
        assert answer.status_code == 422
        answer = client.post(reverse("funding:new-round"), sent | {"ceilings-1-ceiling": "700000"})
        assert answer.status_code == 302, answer.content.decode()
    made = FundingRound.objects.get()
    assert (made.budget, [each.ceiling for each in made.ceilings.all()]) == (5_000_000, [1_000_000, 700_000])


# --- The ranking --------------------------------------------------------------------------------------


def test_a_row_is_tried_without_saving_then_saved(client, draft, division_official):
    sign_in(client, division_official)
    assert "edit" in page(client, "round", draft).content.decode()
    one = rows_of(draft)[0]
    typed = {
        f"outcome-{one.pk}": "selected", f"amount-{one.pk}": "600,000원", f"reason-{one.pk}": "강사비 조정",
        f"reserve-{one.pk}": "", "version": draft.version,
    }  # fmt: skip
    address = reverse("funding:round", args=[draft.pk]) + "?edit=1"
    tried = client.post(address, typed | {"try": "1"}).content.decode()
    assert "3,400,000원" in tried  # left
    assert fresh(one).amount == 0
    assert client.post(address, typed | {"save": "1"}).status_code == 302
    assert (fresh(one).amount, fresh(one).reason) == (600_000, "강사비 조정")


def test_a_stale_page_is_refused_with_what_changed_and_keeps_what_was_typed(
    client, draft, division_official, division_director
):
    one, two, *_rest = rows_of(draft)
    seen = draft.version
    ranking.decide(draft, {two.pk: Row("selected")}, actor=division_director, version=None)
    sign_in(client, division_official)
    typed = {
        f"outcome-{one.pk}": "selected", f"amount-{one.pk}": "123,000", f"reason-{one.pk}": "일부만",
        f"reserve-{one.pk}": "", "version": seen, "save": "1",
    }  # fmt: skip
    answer = client.post(reverse("funding:round", args=[draft.pk]), typed)
    body = answer.content.decode()
    assert answer.status_code == 409
    assert two.proposal.number in body
    assert "123,000" in body
    assert fresh(one).outcome == "not_selected"


def test_what_is_wrong_with_a_row_is_said_and_nothing_typed_is_lost(client, draft, division_official):
    sign_in(client, division_official)
    one = rows_of(draft)[0]
    typed = {
        f"outcome-{one.pk}": "selected", f"amount-{one.pk}": "많이", f"reason-{one.pk}": "음", f"reserve-{one.pk}": "",
        "version": draft.version, "save": "1",
    }  # fmt: skip
    answer = client.post(reverse("funding:round", args=[draft.pk]), typed)
    assert answer.status_code == 409
    assert "많이" in answer.content.decode()


def test_a_cut_line_is_tried_in_the_address_and_saved_by_a_button(client, draft, division_official):
    sign_in(client, division_official)
    trial = {"select": 5, "reserve": 1, "percent": 100}
    body = page(client, "round", draft, **trial).content.decode()
    assert "1,000,000원" in body  # over the pot, and over the ceiling
    assert {row.outcome for row in rows_of(draft)} == {"not_selected"}
    address = reverse("funding:cut", args=[draft.pk])
    assert client.post(address, trial | {"version": 0}).status_code == 302
    assert {row.outcome for row in rows_of(draft)} == {"not_selected"}  # a stale one is refused
    client.post(address, trial | {"version": draft.version, "select": 4})
    assert [row.outcome for row in rows_of(draft)] == ["selected"] * 4 + ["reserve", "not_selected"]


def test_running_total_and_what_is_left_count_from_the_top_also_under_a_filter(client, draft, division_official):
    making.proposed(draft, division_official)
    sign_in(client, division_official)
    third = rows_of(draft)[2]
    body = page(client, "round", draft, q=third.proposal.number).content.decode()
    assert "3,000,000원" in body
    assert rows_of(draft)[0].proposal.number not in body


def test_the_director_reads_signs_and_the_official_announces_by_pages(
    client, draft, division_official, division_director
):
    making.proposed(draft, division_official)
    sign_in(client, division_director)
    seen = fresh(draft).version
    address = reverse("casework:step", args=["fundinground", draft.pk, "sign"])
    assert f"{address}?version={seen}" in page(client, "round", draft).content.decode()
    assert client.get(f"{address}?version={seen}").status_code == 200
    stale = client.post(address, {"seen": "proposed", "version": seen - 1})
    assert stale.status_code == 409
    assert client.post(address, {"seen": "proposed", "version": seen}).status_code == 302
    sign_in(client, division_official)
    address = reverse("casework:step", args=["fundinground", draft.pk, "announce"])
    assert client.post(address, {"seen": "signed", "version": seen}).status_code == 302
    assert fresh(draft).state == "announced"
    assert page(client, "reserve", draft).status_code == 200
    assert page(client, "ledger", draft).status_code == 200
    assert page(client, "fairness", draft).status_code == 200


def test_a_director_who_proposed_finds_no_way_to_sign(client, draft, division_director, division_official):
    making.proposed(draft, division_director)
    sign_in(client, division_director)
    address = reverse("casework:step", args=["fundinground", draft.pk, "sign"])
    assert address not in page(client, "round", draft).content.decode()
    assert client.get(address).status_code == 404
    assert client.post(address, {"seen": "proposed", "version": fresh(draft).version}).status_code == 404
    admin = reverse("admin:funding_fundinground_change", args=[draft.pk])
    assert client.post(admin, {"state": "signed", "signed_by": division_director.pk}).status_code in (302, 403, 404)
    assert (fresh(draft).state, fresh(draft).signed_by) == ("proposed", None)


def test_a_call_leads_to_its_results_once_they_are_announced(client, draft, division_official, division_director):
    call = draft.calls.get()
    type(call).objects.filter(pk=call.pk).update(state="closed")
    result = reverse("funding:result", args=[draft.pk])
    assert result not in client.get(call.get_absolute_url()).content.decode()
    making.announced(draft, division_official, division_director)
    assert fresh(call).state == "announced"
    assert result in client.get(call.get_absolute_url()).content.decode()


def test_an_auditor_reads_all_and_finds_no_button(client, draft, auditor, division_official):
    making.proposed(draft, division_official)
    sign_in(client, auditor)
    body = page(client, "round", draft).content.decode()
    assert "steps-offered round-steps" in body
    assert "/do/fundinground/" not in body
    assert (
        client.post(reverse("funding:cut", args=[draft.pk]), {"select": 1, "reserve": 0, "percent": 100}).status_code
        == 404
    )
    assert client.post(reverse("funding:round", args=[draft.pk]), {"save": "1"}).status_code == 404


def test_an_adviser_finds_no_round(client, draft, adviser):
    sign_in(client, adviser)
    for name in ("round", "fairness", "ledger"):
        assert page(client, name, draft).status_code == 404


# --- The public record --------------------------------------------------------------------------------


def test_results_name_the_selected_and_only_count_the_others(client, draft, division_official, division_director):
    assert client.get(reverse("funding:result", args=[draft.pk])).status_code == 404
    making.announced(draft, division_official, division_director)
    body = client.get(reverse("funding:result", args=[draft.pk])).content.decode()
    for row in rows_of(draft):
        shown = row.proposal.title in body
        assert shown == (row.outcome == "selected"), row.proposal.title
        assert (row.proposal.group_name in body) == shown
    assert draft.name_ko in client.get(reverse("funding:results")).content.decode()
    assert draft.name_ko in client.get(reverse("home")).content.decode()


def test_results_are_narrowed_to_a_district(client, draft, villages, division_official, division_director):
    making.announced(draft, division_official, division_director)
    body = page(client, "result", draft, district=villages[2].district.pk).content.decode()
    shown = [row for row in rows_of(draft) if row.proposal.title in body]
    assert {row.district_id for row in shown} == {villages[2].district.pk}
    assert page(client, "result", draft, district="nonsense").status_code == 200


# --- Reconciliation and admin -------------------------------------------------------------------------


def test_the_nightly_check_is_shown_and_can_be_asked_for(client, draft, auditor, division_official, division_director):
    making.announced(draft, division_official, division_director)
    sign_in(client, auditor)
    address = reverse("funding:reconciliation")
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 302
    assert "0" in client.get(address).content.decode()


def test_the_nightly_task_tells_the_directors_of_a_difference(draft, division_official, division_director):
    making.announced(draft, division_official, division_director)
    assert reconcile_ledger() == 0
    with pgtrigger.ignore():
        FundingRound.objects.update(committed=1)
    assert reconcile_ledger() == 1
    assert Message.objects.filter(recipient=division_director, kind="ledger-differs").exists()


def test_the_admin_shows_money_and_changes_none(client, draft, administrator, division_official, division_director):
    round_ = making.announced(draft, division_official, division_director)
    sign_in(client, administrator)
    award = round_.awards.first()
    entry = round_.entries.first()
    for name, row in (("fundinground", round_), ("award", award), ("ledgerentry", entry)):
        address = reverse(f"admin:funding_{name}_change", args=[row.pk])
        assert client.get(address).status_code == 200
        assert client.post(address, {"budget": 1, "amount": 1, "committed": 1}).status_code == 403
        assert client.post(reverse(f"admin:funding_{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
        assert client.get(reverse(f"admin:funding_{name}_add")).status_code == 403
    assert fresh(round_).committed == 3_000_000
