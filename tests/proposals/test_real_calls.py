"""Five real calls, set up through the builder's pages without a line of code for any of them."""

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

import proposals
from proposals.models import Call, Programme, Stage
from tests.cast import sign_in
from tests.proposals.form_filling import fill_rows, send
from villages.models import Posting

pytestmark = pytest.mark.django_db
REAL = json.loads((Path(proposals.__file__).parent / "data" / "real_calls.json").read_text(encoding="utf-8"))
SEOUL = ZoneInfo("Asia/Seoul")
BASICS = ("title_ko", "title_en", "summary_ko", "summary_en", "expected_awards")
TERMS = ("minimum_people", "ceiling", "own_share_percent", "themes")
DATES = ("opens_at", "closes_at", "results_ko", "results_en", "project_start", "project_end")


@pytest.fixture
def client(client, division_official, city):
    return sign_in(client, division_official)


@pytest.fixture
def stages(client):
    """The programmes and their stages, made on their pages."""
    for programme in REAL["programmes"]:
        fields = {name: value for name, value in programme.items() if name != "stages"}
        assert send(client, reverse("proposals:new-programme"), **fields).status_code == 302
        made = Programme.objects.get(code=programme["code"])
        for stage in programme["stages"]:
            assert send(client, reverse("proposals:new-stage", args=[made.pk]), **stage).status_code == 302
    return {(stage.programme.code, stage.kind): stage for stage in Stage.objects.select_related("programme")}


def some(facts, names):
    return {name: facts[name] for name in names if name in facts}


@pytest.mark.parametrize("facts", REAL["calls"], ids=lambda facts: facts["source"])
def test_an_official_sets_up_and_publishes_a_real_call(facts, client, stages, division, city):
    before = datetime.fromisoformat(facts["opens_at"]).replace(tzinfo=SEOUL)
    stage = stages[facts["programme"], facts["stage"]]

    def save(step, **fields):
        path = reverse("proposals:build-step", args=[call.pk, step])
        answer = send(client, path, **fields)
        assert answer.status_code == 302, (step, answer.context["form"].errors)

    page = send(client, reverse("proposals:new-call"), stage=stage.pk, title_ko=facts["title_ko"])
    assert page.status_code == 302
    call = Call.objects.get()
    assert call.ceiling == stage.ceiling  # the stage's defaults flow into the call
    save("basics", contact_office=division.pk, **some(facts, BASICS))
    save("area", area_kind=facts["area_kind"], districts=[city[code].pk for code in facts.get("districts", [])])
    save("terms", **some(facts, TERMS))
    save("dates", **some(facts, DATES))
    if "review_steps" in facts:
        save("rubric", review_steps=facts["review_steps"])
    rubric = reverse("proposals:build-step", args=[call.pk, "rubric"])
    assert fill_rows(client, rubric, facts.get("criteria", REAL["usual_criteria"])).status_code == 302
    if "briefings" in facts:
        path = reverse("proposals:briefings", args=[call.pk])
        assert fill_rows(client, path, facts["briefings"]).status_code == 302
    with time_machine.travel(before, tick=False):
        publish = reverse("casework:step", args=["call", call.pk, "publish"])
        Posting.objects.update(starts_on=before.date())
        sign_in(client, division.postings.get().person)
        assert send(client, publish).status_code == 302
        call.refresh_from_db()
        assert call.is_open()
        client.logout()
        shown = client.get(call.get_absolute_url()).content.decode()
    for words in ("title_ko", "summary_ko", "expected_awards", "results_ko"):
        assert facts.get(words, "") in shown
    assert f"{facts['ceiling']:,}원" in shown
    assert f"{facts['minimum_people']}명" in shown
    for code in facts.get("districts", []):
        assert city[code].name_ko in shown
    for criterion in facts.get("criteria", REAL["usual_criteria"]):
        assert criterion["name_ko"] in shown
