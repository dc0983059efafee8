"""Running awards with budget lines, receipts, reports and settlements, by the real workflow."""

from io import BytesIO

import pgtrigger
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageDraw

from funding.models import BudgetLine, FundingRound, Goal, Report, Settlement
from funding.workflow import ending, expense, report, settlement
from funding.workflow.expense import Receipt
from proposals.models import BudgetItem, Proposal
from seoul_portal.files import accept
from tests.funding import making
from tests.funding.making_agree import running
from tests.groups.making import fresh
from villages.models import Office

LINES = (("materials", "재료", 600_000, 0), ("instructor", "강사비", 400_000, 100_000))


def with_members(award, representative, *members, treasurer=None):
    """``award`` whose group is represented by one and has these others."""
    with transaction.atomic():
        award.group.memberships.update(role="member")
        award.group.memberships.create(user=representative, role="representative", pledge_version=1)
        for person in members:
            role = "treasurer" if person == treasurer else "member"
            award.group.memberships.create(user=person, role=role, pledge_version=1)
    return fresh(award)


def with_lines(award, lines=LINES):
    """``award`` with this budget, whose items its call allows, and a goal."""
    with transaction.atomic():
        BudgetLine.objects.filter(award=award).delete()
        BudgetLine.objects.bulk_create(
            BudgetLine(award=award, position=place, item=item, detail=detail, grant=grant, own=own)
            for place, (item, detail, grant, own) in enumerate(lines, 1)
        )
        Goal.objects.get_or_create(
            award=award, position=1, defaults={"indicator": "모임 횟수", "baseline": "0회", "target": "10회"}
        )
    with pgtrigger.ignore():
        for item in {line[0] for line in lines}:
            BudgetItem.objects.get_or_create(call=award.proposal.call, item=item)
    return fresh(award)


def at_work(official, director, villages, representative, *members, paid=None, treasurer=None):
    """A running award of 1,000,000 won, all of it paid unless said, on two lines; its mid-term check is planned."""
    _round, (award,) = making.signed_pot(4_000_000, official, director, villages[:1])
    with pgtrigger.ignore():
        FundingRound.objects.filter(pk=award.round_id).update(state="announced", announced_at=timezone.now())
        center = Office.objects.filter(kind="village_center", villages=award.proposal.village).first()
        Proposal.objects.filter(pk=award.proposal_id).update(office=center or award.proposal.office)
    award = with_members(fresh(award), representative, *members, treasurer=treasurer)
    award = with_lines(running(award, paid))
    report.plan(award)
    return fresh(award)


def line_of(award, item="materials"):
    return award.lines.get(item=item)


def photograph(seed=1, size=(360, 480), name="영수증.jpg"):
    """A picture of a slip; the same ``seed`` draws the same one, at whatever ``size``."""
    picture = Image.new("RGB", (360, 480), (245, 244, 240))
    draw = ImageDraw.Draw(picture)
    for row in range(9):
        for column in range(9):
            shade = (seed * 7919 + row * 104_729 + column * 1_299_709 + seed * row * column * 31) % 200
            draw.rectangle((column * 40, row * 54, column * 40 + 39, row * 54 + 53), fill=(shade, shade, shade))
    out = BytesIO()
    picture.resize(size).save(out, "JPEG", quality=90)
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


def receipt(award, amount=100_000, *, item="materials", picture=None, **fields):
    """What a form would hand over; without a picture the word says so."""
    values = {"payee": "문구점", "spent_on": timezone.localdate(), "word": "" if picture else "나중에 붙여요"} | fields
    accepted = accept(picture) if picture else None
    return Receipt(line=line_of(award, item), amount=amount, accepted=accepted, **values)


def spent(award, amount=100_000, *, by=None, **fields):
    """A receipt of ``award``, entered by its representative unless said."""
    by = by or award.group.representative.user
    return expense.enter(award, receipt(award, amount, **fields), actor=by)


ANSWERS = {
    "midterm": {"progress": "절반을 했어요.", "well": "이웃이 모여요.", "onward": "continue"},
    "final": {
        "done": "열 번 모였어요.", "change": "골목이 밝아졌어요.", "lessons": "홍보를 먼저 할 걸 그랬어요.",
        "next": "next_stage", "summary": "골목에서 함께 읽었어요.",
    },
}  # fmt: skip


def written(paper, actor):
    """A report with every answer, and its goals answered."""
    goals = {}
    if paper.kind == "final":
        goals = {
            goal.pk: {"result": "열두 번", "reached": "yes", "reason": "꾸준히"} for goal in paper.award.goals.all()
        }
    report.write(paper, ANSWERS[paper.kind], goals, actor=actor, seen=paper.version)
    return Report.objects.get(pk=paper.pk)


def settling(award):
    """``award`` after its group said that it is done and handed in the final report."""
    representative = award.group.representative.user
    ending.finish(award, actor=representative)
    final = written(Report.objects.get(award=award, kind="final"), representative)
    report.submit(final, actor=representative)
    return fresh(award)


def handed_in(award, interest=0):
    """The settlement of a settling award, handed in by the representative."""
    paper = Settlement.objects.get(award=award)
    settlement.submit(paper, actor=award.group.representative.user, interest=interest)
    return Settlement.objects.get(award=award)


def settled(award, officer, interest=0):
    """The settlement accepted, with every receipt accepted."""
    paper = handed_in(award, interest)
    expense.accept_all(fresh(award), actor=officer, seen=list(award.expenses.values_list("pk", flat=True)))
    settlement.accept(paper, actor=officer)
    return Settlement.objects.get(award=award)
