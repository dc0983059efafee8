"""Several members save one part at the same moment, each over a connection of their own."""

import pytest

from proposals.models import Proposal, SectionEdit
from proposals.workflow import drafting
from tests.groups.making import fresh, group_of_three
from tests.proposals import making
from tests.races.test_groups import again, refusals
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def group(places, jiwoo, seoyeon, minjun):
    return group_of_three({"places": places, "jiwoo": jiwoo, "seoyeon": seoyeon, "minjun": minjun})


def save(draft, who, **data):
    section = draft.sections.get(key="idea")
    return drafting.save_section(section, actor=again(who), data=data, base_version=0, seen={})


def test_three_members_in_three_answers_lose_nothing(group, jiwoo, seoyeon, minjun):
    draft = making.draft(group, making.open_call())
    results = together(
        lambda: save(draft, jiwoo, title="책방"), lambda: save(draft, seoyeon, need="쉴 곳"),
        lambda: save(draft, minjun, aim="이웃"),
    )  # fmt: skip
    assert refusals(results) == 0, results
    section = draft.sections.get(key="idea")
    assert section.data == {"title": "책방", "need": "쉴 곳", "aim": "이웃"}
    assert section.version == 3


def test_three_members_in_one_answer_keep_three_texts(group, jiwoo, seoyeon, minjun):
    draft = making.draft(group, making.open_call())
    words = {jiwoo: "하나", seoyeon: "둘", minjun: "셋"}
    results = together(*[lambda who=who, text=text: save(draft, who, need=text) for who, text in words.items()])
    assert refusals(results) == 0, results
    saved = draft.sections.get(key="idea").data["need"]
    waiting = [edit.data["need"] for edit in SectionEdit.objects.filter(outcome="conflict")]
    assert sorted([saved, *waiting]) == sorted(words.values())


def test_two_members_begin_at_once_and_there_is_one_draft(group, jiwoo, seoyeon):
    call = making.open_call()
    results = together(
        lambda: drafting.begin(fresh(call), fresh(group), actor=again(jiwoo)),
        lambda: drafting.begin(fresh(call), fresh(group), actor=again(seoyeon)),
    )
    assert refusals(results) == 1, results
    assert Proposal.objects.count() == 1
