"""The public register: what everybody reads, open data in the 360Giving standard, figures that add up, the feed."""

import csv
import io
import json
import re
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.db.models import Sum
from django.urls import reverse

from funding.models import LedgerEntry, Report
from funding.queries import register
from proposals.models import Proposal
from seoul_portal.search import CANDIDATES
from tests.cast import HONGDAE, SEONGSU
from tests.funding import making, making_next
from tests.groups.making import fresh
from tests.proposals.files import filled

pytestmark = pytest.mark.django_db
LESSON, SUMMARY = "홍보를 먼저 할 걸 그랬어요.", "골목에서 함께 읽었어요."


@pytest.fixture
def villages(places):
    return [places[SEONGSU], places[HONGDAE]]


@pytest.fixture
def closed(division_official, division_director, villages, jiwoo, seoyeon, district_officer, center):
    making_next.stage("year-2")
    return making_next.went_well(division_official, division_director, villages, jiwoo, district_officer, seoyeon)


@pytest.fixture
def announced(division_official, division_director, villages):
    return making.announced(making.ranked(4_000_000, villages), division_official, division_director)


def read(client, page, *args):
    response = client.get(reverse(page, args=args))
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode()


def test_everybody_reads_who_got_what_where_and_what_came_of_it(client, closed):
    said = read(client, "funding:entry", closed.pk)
    for words in (closed.proposal.title, closed.proposal.group_name, "1,000,000", SUMMARY):
        assert words in said
    assert closed.proposal.title in read(client, "funding:register")


def test_a_lesson_stands_there_only_where_the_group_agreed(client, closed):
    assert LESSON not in read(client, "funding:entry", closed.pk)
    final = Report.objects.get(award=closed, kind="final")
    Report.objects.filter(pk=final.pk).update(data=final.data | {"public_lessons": "yes"})
    assert LESSON in read(client, "funding:entry", closed.pk)


def test_what_a_group_wrote_is_published_without_ways_to_reach_anybody(client, closed):
    final = Report.objects.get(award=closed, kind="final")
    Report.objects.filter(pk=final.pk).update(data=final.data | {"summary": "문의는 010-9876-5432, me@example.kr"})
    for page in ("funding:register-json", "funding:register-csv"):
        assert "010-9876-5432" not in read(client, page)
    said = read(client, "funding:entry", closed.pk)
    assert "010-9876-5432" not in said
    assert "me@example.kr" not in said


def test_nothing_stands_there_before_it_is_announced_nor_of_those_who_were_not_selected(
    client, announced, villages, division_official
):
    selected = set(announced.awards.values_list("proposal__title", flat=True))
    others = set(announced.allocations.exclude(outcome="selected").values_list("proposal__title", flat=True))
    hidden = making.ranked(4_000_000, villages, number=2)
    others |= set(hidden.allocations.values_list("proposal__title", flat=True))
    for page in ("register", "register-json", "register-csv", "announcements"):
        said = read(client, f"funding:{page}")
        assert not [title for title in others if title in said]
        if page != "announcements":
            assert all(title in said for title in selected)


def test_a_declined_award_is_not_in_the_register(client, announced):
    award = announced.awards.first()
    from funding.workflow.award import decline

    decline(award, actor=award.group.representative.user)
    assert client.get(reverse("funding:entry", args=[award.pk])).status_code == 404
    assert award.proposal.title not in read(client, "funding:register")


def test_the_register_is_narrowed_by_words_place_theme_year_and_stage(client, announced):
    award = announced.awards.order_by("id").first()
    page = reverse("funding:register")
    for query in (
        {"q": award.proposal.title}, {"district": award.district_id}, {"theme": award.theme},
        {"year": award.offered_at.year}, {"stage": award.proposal.call.stage_id},
    ):  # fmt: skip
        assert award.proposal.title in client.get(page, query).content.decode(), query
    assert award.proposal.title not in client.get(page, {"year": 2014}).content.decode()
    assert client.get(page, {"district": "x", "year": "0", "before": "-"}).status_code == 200


def test_proposals_that_got_nothing_do_not_crowd_out_the_award_that_is_searched_for(client, announced, center):
    award = announced.awards.order_by("pk").first()
    filled(center, CANDIDATES + 1)
    Proposal.objects.filter(pk=award.proposal_id).update(title="골목", group_name="제안하는 사람들")
    page = client.get(reverse("funding:register"), {"q": "제안"}).content.decode()
    assert "제안하는 사람들" in page


def test_the_figures_add_up_to_the_ledger(closed, announced):
    rows = register.figures()
    sums = dict(LedgerEntry.objects.order_by().values_list("kind").annotate(Sum("amount")))
    committed = sums["commit"] - sums.get("release", 0)
    paid = sums["pay"] - sums.get("bounce", 0)
    assert sum(row["committed"] for row in rows) == committed
    assert sum(row["paid"] for row in rows) == paid
    assert sum(row["returned"] for row in rows) == sums.get("return", 0)
    assert sum(row["spent"] for row in rows) == 1_000_000
    for row in rows:
        assert row["committed"] == row["paid"] + row["open"]
        assert row["paid"] == row["spent"] + row["returned"] + row["held"]


# --- 360Giving ---------------------------------------------------------------------------------------
# Facts of the standard (standard.threesixtygiving.org, schemas "360-giving-schema" and "package"), in our own words.

DAY = re.compile(r"\d{4}-(0[1-9]|1[012])-(0[1-9]|[12]\d|3[01])")
MOMENT = re.compile(DAY.pattern + r"T\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
TEXT, NUMBER = str, int


def is_day(value):
    return isinstance(value, str) and (DAY.fullmatch(value) or MOMENT.fullmatch(value))


def is_address(value):
    return urlsplit(value).scheme in ("http", "https") and bool(urlsplit(value).netloc)


def is_list_of(**fields):
    """A list of objects with at least the fields that are not optional, and no field that is not named."""

    def fits(value):
        return isinstance(value, list) and all(
            set(each) <= set(fields) and all(isinstance(each[name], str) and each[name] for name in each)
            for each in value
        )

    return fits


REQUIRED = {
    "id": TEXT, "title": TEXT, "description": TEXT, "currency": TEXT, "amountAwarded": NUMBER, "awardDate": is_day,
    "recipientOrganization": is_list_of(id=1, name=1), "fundingOrganization": is_list_of(id=1, name=1),
}  # fmt: skip
OPTIONAL = {
    "amountAppliedFor": NUMBER, "amountDisbursed": NUMBER, "url": is_address, "fromOpenCall": TEXT,
    "plannedDates": is_list_of(startDate=1, endDate=1), "grantProgramme": is_list_of(code=1, title=1),
    "beneficiaryLocation": is_list_of(name=1, countryCode=1, geoCode=1), "dateModified": is_day,
    "classifications": is_list_of(vocabulary=1, code=1, title=1),
    "relatedActivity": lambda value: isinstance(value, list) and all(isinstance(each, str) for each in value),
}  # fmt: skip
PACKAGE = {"version", "title", "description", "license", "publisher", "accessURL", "downloadURL", "modified", "grants"}


def faults_of(grant):
    """Whatever the standard would not accept in ``grant``."""
    faults = [name for name in REQUIRED if not grant.get(name) and grant.get(name) != 0]
    faults += [name for name in grant if name not in REQUIRED | OPTIONAL]
    for name, kind in (REQUIRED | OPTIONAL).items():
        if name in grant:
            fits = isinstance(grant[name], kind) if isinstance(kind, type) else kind(grant[name])
            faults += [] if fits and not isinstance(grant[name], bool) else [name]
    return faults


def test_the_json_says_what_the_standard_asks(client, closed, announced):
    package = json.loads(read(client, "funding:register-json"))
    assert set(package) <= PACKAGE
    assert re.fullmatch(r"\d+\.\d+", package["version"])
    assert is_day(package["modified"])
    assert package["publisher"]["name"]
    assert all(is_address(package[name]) for name in ("license", "accessURL", "downloadURL"))
    grants = package["grants"]
    assert len(grants) == 1 + announced.awards.count()
    assert len({grant["id"] for grant in grants}) == len(grants)
    for grant in grants:
        assert faults_of(grant) == [], grant
        assert len(grant["title"]) <= 140
        assert grant["currency"] == "KRW"
        assert all(DAY.fullmatch(each[end]) for each in grant.get("plannedDates", []) for end in each)
        assert grant["id"].startswith("360G-")


def test_the_check_above_finds_what_is_wrong():
    assert "awardDate" in faults_of({"id": "a", "awardDate": "23.11.2026"})
    assert "amountAwarded" in faults_of({"amountAwarded": "1000"})
    assert "telephone" in faults_of({"telephone": "010"})


def test_the_years_of_a_project_are_related_activities(client, closed, division_official, division_director):
    from funding.models import Continuation

    call = making_next.next_call()
    pot = making.pot(call, 9_000_000, state="announced", people=(division_official, division_director))
    later = making_next.later_award(closed.group, pot, call, 2_000_000)
    Continuation.objects.create(proposal=later.proposal, previous=closed)
    grants = {each["id"]: each for each in json.loads(read(client, "funding:register-json"))["grants"]}
    first, second = (f"360G-Seoul-grant-{each.pk}" for each in (closed, later))
    assert grants[first]["relatedActivity"] == [second]
    assert grants[second]["relatedActivity"] == [first]
    assert fresh(later).proposal.title in read(client, "funding:entry", closed.pk)


def test_the_csv_has_the_columns_of_the_standard_and_runs_in_no_spreadsheet(client, closed):
    type(closed.proposal).objects.filter(pk=closed.proposal_id).update(title="=1+1")
    text = read(client, "funding:register-csv")
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows[0]["Title"] == "'=1+1"
    assert rows[0]["Amount Awarded"] == "1000000"
    for column in ("Identifier", "Currency", "Award Date", "Recipient Org:Identifier", "Funding Org:Name"):
        assert rows[0][column]


@pytest.mark.parametrize("page", ["register-json", "register-csv", "announcements"])
def test_whoever_has_it_already_is_not_sent_it_again(client, closed, page):
    address = reverse(f"funding:{page}")
    first = client.get(address)
    assert "public" in first.headers["Cache-Control"]
    assert client.get(address, headers={"if-none-match": first.headers["ETag"]}).status_code == 304


# --- The feed ----------------------------------------------------------------------------------------


def test_calls_results_and_ends_are_announced(client, closed, announced):
    feed = ElementTree.fromstring(read(client, "funding:announcements"))
    titles = [each.text for each in feed.iter("{http://www.w3.org/2005/Atom}title")]
    said = " ".join(filter(None, titles))
    assert closed.proposal.title in said
    assert str(announced) in said or announced.name_ko in said
    assert "공모" in said or "call" in said
