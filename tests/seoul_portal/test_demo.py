"""The demonstration city: every state of every lifecycle, hanging together to the won, and never in production.

It is loaded once for this module, with little of its breadth; nothing of it is kept.
"""

import json
import os
import subprocess
import sys
from datetime import timedelta

import pgtrigger
import pytest
from django.contrib.auth import SESSION_KEY
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from casework.lifecycle import Lifecycle
from seoul_portal import demo

pytestmark = pytest.mark.django_db

# States that no row can stand in, and why.
CANNOT_STAND = {("signal", "raised"): "whoever sees a signal tells the group in the same breath"}
SIGNED_IN = ("jiwoo", "triage", "officer", "official", "director", "reviewer", "auditor", "administrator")


@pytest.fixture(scope="module", autouse=True)
def city(django_db_setup, django_db_blocker, tmp_path_factory):
    """The whole demonstration, rolled back in the end."""
    from proposals import demo_city

    groups, demo_city.GROUPS = demo_city.GROUPS, 150
    with (
        django_db_blocker.unblock(),
        override_settings(DEMONSTRATION=True, VAR_DIR=tmp_path_factory.mktemp("demonstration")),
        transaction.atomic(),
    ):
        call_command("demo", json=True, stdout=(written := _Written()))
        yield json.loads("".join(written.lines))
        transaction.set_rollback(True)
    demo_city.GROUPS = groups


class _Written:
    def __init__(self):
        self.lines = []

    def write(self, text):
        self.lines.append(text)


@pytest.mark.parametrize("name", sorted(Lifecycle.registered))
def test_every_state_of_every_lifecycle_is_shown(name):
    lifecycle = Lifecycle.registered[name]
    shown = set(lifecycle.model._default_manager.values_list(lifecycle.field, flat=True))
    missing = {state for state in lifecycle.states.values if (name, state) not in CANNOT_STAND} - shown
    assert not missing, f"no {name} of the demonstration is {', '.join(sorted(missing))}"


def test_loading_it_again_changes_nothing():
    counts = {name: each.model._default_manager.count() for name, each in Lifecycle.registered.items()}
    with override_settings(DEMONSTRATION=True):
        call_command("demo", json=True, stdout=_Written())
    assert counts == {name: each.model._default_manager.count() for name, each in Lifecycle.registered.items()}


def test_every_won_and_every_event_can_be_accounted_for(capsys):
    from funding.workflow import ledger

    assert ledger.reconcile().differences == []
    call_command("verify_audit")
    assert "0 differences" in capsys.readouterr().out


def test_neighbours_read_unlike_each_other_and_speak_of_their_place():
    from groups.models import Group
    from proposals.models import Proposal

    here = list(Group.objects.values_list("village__district", "introduction"))
    assert len({district for district, _words in here}) == 25
    assert len(set(here)) == len(here), "two groups of one district say the same"
    assert Group.objects.filter(introduction__iregex="^[a-z ,.']+").count() >= 3, "some write in English"
    asked = Proposal.objects.exclude(words="")
    assert asked.values("call", "words").distinct().count() == asked.count()


def test_what_was_handed_in_is_complete_and_as_it_was_confirmed():
    from proposals.models import Proposal
    from proposals.queries.missing import load, missing
    from proposals.record import present

    files = Proposal.objects.filter(state="submitted", lead__email__endswith="@neighbours.demo.example")
    assert files
    for file in files[:12]:
        assert not missing(load(file))
        assert present(file).fingerprint == file.versions.latest("number").fingerprint
        assert file.call.opens_at <= file.submitted_at < file.call.closes_at
        assert file.asked <= file.call.ceiling


def test_numbers_follow_the_days_on_which_files_were_handed_in():
    from proposals.demo_proposals import HOME
    from proposals.models import Proposal

    played = Proposal.objects.filter(village__code=HOME, number__isnull=False, lead__email__endswith="@demo.example")
    dates = list(played.exclude(number__contains="-9").order_by("number").values_list("submitted_at", flat=True))
    assert len(dates) > 3
    assert dates == sorted(dates)


def test_everybody_who_signs_in_finds_something_to_do(city):
    from proposals.enums import ProposalState
    from proposals.models import Objection, Proposal
    from proposals.queries.queue import condition, queue_of

    assert {f"{name}@demo.example" for name in SIGNED_IN} <= {each["email"] for each in city}
    people = {each["email"].partition("@")[0]: _person(each["email"]) for each in city}
    mine = Proposal.objects.of(people["jiwoo"])
    returned = mine.get(state=ProposalState.RETURNED)
    assert 0 < returned.points.filter(done_at=None).count() < returned.points.count()
    assert mine.filter(state=ProposalState.DRAFT).exists()
    work = queue_of(people["triage"]).filter(state__in=["submitted", "returned"])
    for view in ("mine", "unassigned", "late", "group"):
        assert work.filter(condition(view, people["triage"])).exists(), view
    lodged = Objection.objects.filter(state="lodged")
    assert any(people["officer"].has_perm("proposals.answer_objection", each) for each in lodged)


def _person(email):
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get(email=email)


def test_the_three_citizens_are_two_of_three_with_an_open_invitation():
    from groups.models import Group
    from groups.queries.distinct import distinct_people

    group = Group.objects.get(name="골목 책방 모임")
    assert distinct_people(group).count == 2
    assert group.invitations.open().get().email == "minjun@demo.example"


def test_a_past_that_is_sealed_is_left_alone():
    from casework.models import Seal
    from proposals import demo_city, demo_proposals
    from proposals.models import Call, Proposal

    yesterday = timezone.localdate() - timedelta(days=1)
    Seal.objects.create(day=yesterday, events=0, previous="0" * 64, digest="0" * 64)
    with pgtrigger.ignore("proposals.Call:call_rules_frozen"):
        Call.objects.filter(title_ko=demo_city.SPRING[0]).update(title_ko="다른 공모")
    before = Proposal.objects.count()
    demo_proposals.load()
    demo_city.load()
    assert Proposal.objects.count() == before


# --- The tour ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_stop_of_the_tour_opens_for_whoever_it_names(client, language):
    from seoul_portal.demo import chapters

    client.cookies["django_language"] = language
    assert client.get(reverse("accounts:demo-tour")).status_code == 200
    stops = [stop for chapter in chapters() for stop in chapter.stops]
    assert len(stops) > 20
    for stop in stops:
        sent = client.post(reverse("accounts:demo-enter"), {"stop": stop.key})
        assert (sent.status_code, sent.url) == (302, stop.path)
        assert client.get(stop.path).status_code == 200, f"{stop.key}: {stop.path} as {stop.email or 'a visitor'}"


def test_everybody_of_the_sign_in_page_can_be_entered_as_and_has_three_things_to_try(client, city):
    from accounts.demo import sign_ins

    lines = sign_ins()
    assert {line.email for line in lines} == {each["email"] for each in city}
    page = client.get(reverse("account_login")).content.decode()
    for line in lines:
        assert len(line.try_this) == 3
        assert line.email in page
        assert client.post(reverse("accounts:demo-enter"), {"who": line.email}).url == reverse("desk")
        assert client.get(reverse("desk")).status_code == 200


@pytest.mark.parametrize(
    "asked", [{"stop": "https://elsewhere.example/"}, {"who": "resident-1@neighbours.demo.example"}, {}]
)
def test_nobody_is_taken_to_a_page_or_an_account_that_the_portal_does_not_name(client, asked):
    assert (
        client.post(reverse("accounts:demo-enter"), asked | {"next": "https://elsewhere.example/"}).status_code == 404
    )
    assert SESSION_KEY not in client.session


def test_one_press_signs_in_only_with_the_token_of_the_page():
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("accounts:demo-enter"), {"who": "jiwoo@demo.example"}).status_code == 403
    assert SESSION_KEY not in strict.session
    for page in ("accounts:demo-tour", "account_login"):
        form = strict.get(reverse(page)).content.decode().partition(reverse("accounts:demo-enter"))[2]
        token = form.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        sent = {"who": "jiwoo@demo.example", "csrfmiddlewaretoken": token}
        assert strict.post(reverse("accounts:demo-enter"), sent).status_code == 302, page
        strict.logout()


@pytest.mark.parametrize("page", ["demo-tour", "demo-enter", "demo-codes"])
def test_pages_of_the_demonstration_exist_only_there(client, settings, page):
    settings.DEMONSTRATION = False
    assert client.get(reverse(f"accounts:{page}")).status_code in (404, 405)
    assert client.post(reverse(f"accounts:{page}"), {"who": "jiwoo@demo.example"}).status_code in (404, 405)
    assert SESSION_KEY not in client.session


# --- Only in a demonstration -------------------------------------------------------------------------


def test_nobody_loads_the_demonstration_elsewhere():
    with override_settings(DEMONSTRATION=False), pytest.raises(CommandError, match="Only a demonstration"):
        call_command("demo")
    assert demo.loaders()


def test_an_installation_cannot_be_in_production_and_a_demonstration():
    begun = _settings(PORTAL_PRODUCTION="1", PORTAL_DEMONSTRATION="1")
    assert begun.returncode != 0
    assert "PORTAL_DEMONSTRATION" in begun.stderr
    assert "ImproperlyConfigured" in begun.stderr


def _settings(**given):
    """A process of its own that reads the settings of an installation begun with these variables."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    return subprocess.run(
        [sys.executable, "-c", "import seoul_portal.settings"],
        env=kept | {"SECRET_KEY": "x" * 60} | given, capture_output=True, text=True, check=False,
    )  # fmt: skip
