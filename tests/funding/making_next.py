"""Years that went well, calls of the next stage, and nominations, by the real workflow."""

import pgtrigger

from funding.models import Award
from funding.workflow import ending, nomination
from proposals.models import Section, Stage
from tests.funding import making, making_spend
from tests.groups.making import fresh
from tests.proposals.making import open_call

PARTS = {
    "idea": {"title": "골목 책방", "theme": "culture", "need": "쉴 곳이 없어요.", "aim": "누구나 쉬어 가요."},
    "plan": {"plan": [{"month": "2025-04", "activity": "함께 읽기", "times": 4, "place": "책방", "people": 10}]},
    "budget": {
        "lines": [
            {"item": "materials", "detail": "재료", "unit_price": 6000, "quantity": 100, "times": 1, "own": 0},
        ]
    },
}
DOSSIER = {
    "name": "우리 동네 책방 돌봄", "need": "저녁에 아이들이 갈 곳이 없습니다.", "users": "초등학생 40명",
    "cost": 12_000_000,
    "legal_basis": "서울특별시 마을공동체 조례", "runner": "모임이 구청과 함께 운영합니다.",
}  # fmt: skip


def stage(kind, programme=None, **fields):
    """The stage of that year in the programme of ``tests.proposals.making``."""
    if programme is None:
        programme = open_call().programme
    values = {"name_ko": kind, "name_en": kind, "ceiling": 5_000_000, "joint_ceiling": 9_000_000} | fields
    found, _made = Stage.objects.get_or_create(programme=programme, kind=kind, defaults=values)
    return found


def next_call(kind="year-2", programme=None, **fields):
    """An open call of a later year."""
    found = stage(kind, programme)
    sections = ["group", "people", "idea", "activities", "plan", "goals", "continuation", "budget"]
    values = {"title_ko": f"{kind} 공모", "title_en": f"Call {kind}", "ceiling": found.ceiling, "sections": sections}
    return open_call(programme=found.programme, stage=found, **(values | fields))


def closed(award, officer, outcome="performing"):
    """``award`` reported, settled with everything spent, judged and closed."""
    for line in award.lines.all():
        making_spend.spent(award, line.grant, item=line.item)
    award = making_spend.settling(award)
    making_spend.settled(award, officer)
    ending.judge(fresh(award), actor=officer, note="이웃이 함께했습니다.", outcome=outcome)
    return fresh(award)


def went_well(official, director, villages, representative, officer, *members, outcome="performing"):
    """A first year that is closed, with a text of its proposal."""
    award = making_spend.at_work(official, director, villages, representative, *members)
    with pgtrigger.ignore():
        for key, data in PARTS.items():
            Section.objects.update_or_create(proposal=award.proposal, key=key, defaults={"data": data})
        if award.proposal.call.stage.kind != "seed":
            raise AssertionError("a first year is a seed")
    return closed(award, officer, outcome)


def later_award(group, round_, call, amount):
    """An award of ``group`` in a call of a later year, nothing promised yet."""
    proposal = making.in_review(call, [group.village], 1, asked=amount)[0]
    with pgtrigger.ignore():
        type(proposal).objects.filter(pk=proposal.pk).update(group=group, group_name=group.name)
    proposal = fresh(proposal)
    return Award.objects.create(round=round_, proposal=proposal, group=group, amount=amount)


def nominated(award, actor, **dossier):
    return nomination.nominate(award, actor=actor, **(DOSSIER | dossier))
