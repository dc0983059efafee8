"""Calls, drafts and submissions for tests, made the way officials and residents make them."""

from datetime import timedelta

from django.utils import timezone

from tests.groups.making import fresh

# --- Calls -------------------------------------------------------------------------------------------

FULL = {
    "budget_items": [
        {"item": "materials", "cap": None}, {"item": "instructor", "cap_percent": 40},
        {"item": "meeting", "cap": 200_000}, {"item": "publicity", "cap_percent": 20},
        {"item": "allowance", "cap": 300_000},
    ],
    "questions": [
        {"key": "q1", "kind": "short", "label_ko": "한 줄로 소개해 주세요", "label_en": "In one line", "limit": 50},
        {"key": "q2", "kind": "long", "label_ko": "누가 가장 필요로 하나요?", "help_ko": "구체적으로 적어 주세요."},
        {"key": "q3", "kind": "number", "label_ko": "한 달에 몇 번 모이나요?"},
        {"key": "q4", "kind": "date", "label_ko": "처음 모인 날", "required": False},
        {"key": "q5", "kind": "choice", "label_ko": "주로 언제 모이나요?", "choices_ko": ["낮", "저녁"]},
        {"key": "q6", "kind": "several", "label_ko": "모이는 요일", "choices_ko": ["평일", "토요일", "일요일"]},
        {"key": "q7", "kind": "file", "label_ko": "모임 사진", "required": False},
    ],
    "documents": [
        {"name_ko": "공간 사용 승낙서", "name_en": "Consent of the place", "types": ["pdf", "jpg"], "required": True},
        {"name_ko": "참고 자료", "types": [], "required": False, "largest_mb": 5},
    ],
}  # fmt: skip


def official():
    """A Division official who publishes the calls of tests."""
    from django.contrib.auth import get_user_model

    from tests.cast import person, posted
    from villages.models import Office

    division = Office.objects.filter(kind="division").first()
    if division is None:
        division = Office.objects.create(kind="division", name_ko="지역공동체과", name_en="Local Community Division")
    found = get_user_model().objects.filter(email="calls@example.kr").first()
    if found is None:
        found = person("한공모", "calls@example.kr")
        posted(found, division, "division_official")
    return found


def draft_call(*, rows=None, districts=(), villages=(), **fields):
    """A call that nobody has published, complete enough for it."""
    from proposals.models import (
        BudgetItem,
        Call,
        Criterion,
        DocumentRequirement,
        Pledge,
        Programme,
        Question,
        Stage,
    )  # fmt: skip

    programme, _made = Programme.objects.get_or_create(
        code="neighbourhood", defaults={"name_ko": "마을공동체", "name_en": "Neighbourhood"}
    )
    stage, _made = Stage.objects.get_or_create(
        programme=programme, kind="seed", defaults={"name_ko": "씨앗기", "name_en": "Seed", "ceiling": 1_000_000}
    )
    now = timezone.now()
    call = Call.objects.create(
        **{
            "programme": programme, "stage": stage, "title_ko": "씨앗기 공모", "title_en": "Seed call",
            "summary_ko": "이웃 셋이 함께 시작하는 일을 도와요.", "summary_en": "For three neighbours who begin.",
            "ceiling": 1_000_000, "opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=20),
            "contact_office": official().postings.get().office,
        } | fields
    )  # fmt: skip
    call.districts.set(districts)
    call.villages.set(villages)
    rows = {
        "budget_items": [{"item": "materials"}, {"item": "meeting"}],
        "criteria": [{"name_ko": "필요성", "points": 50}, {"name_ko": "실현 가능성", "points": 50}],
        "pledges": [{"text_ko": "같은 일로 다른 보조금을 받지 않아요.", "text_en": "No other subsidy for the same."}],
    } | (rows or {})
    models = {
        "budget_items": BudgetItem, "criteria": Criterion, "questions": Question, "documents": DocumentRequirement,
        "pledges": Pledge,
    }  # fmt: skip
    for name, given in rows.items():
        for position, values in enumerate(given, 1):
            models[name].objects.create(call=call, position=position, **values)
    return call


def published(call):
    """``call`` after it was published and the clock has had its turn."""
    from proposals.workflow import call as calls

    calls.publish(call, actor=official(), archive=True)
    calls.keep_in_time()
    return fresh(call)


def open_call(**fields):
    """A published call that is open by the clock, unless ``opens_at`` and ``closes_at`` say otherwise."""
    return published(draft_call(**fields))


def rich_call(**fields):
    """An open call with every part, questions of every kind, documents, pledges and caps."""
    from proposals.enums import SectionKey

    return open_call(rows=FULL, sections=[str(key) for key in SectionKey], own_share_percent=10, **fields)


# --- Drafts ------------------------------------------------------------------------------------------


def draft(group, call, actor=None):
    """The group's draft for ``call``, begun by ``actor`` or its representative."""
    from proposals.workflow import drafting

    return drafting.begin(call, group, actor=actor or group.representative.user)


def written(proposal, key, actor=None, **answers):
    """``proposal`` after somebody wrote ``answers`` into its part ``key``."""
    from proposals.workflow import drafting

    section = proposal.sections.get(key=key)
    drafting.save_section(
        section, actor=actor or proposal.lead, data=section.data | answers, base_version=section.version
    )
    return fresh(proposal)


def complete(proposal):
    """``proposal`` with an answer to every question that must be answered, and files where files are asked for."""
    from proposals.outline import parts_of
    from proposals.workflow import drafting

    for part in parts_of(proposal.call):
        section = proposal.sections.get(key=part.key)
        data = dict(section.data)
        for asked in part.asks:
            if asked.required and asked.kind != "file":
                data[asked.key] = _completed(asked, data.get(asked.key), proposal.call)
        drafting.save_section(section, actor=proposal.lead, data=data, base_version=section.version, done=True)
    for each in proposal.call.documents.filter(required=True):
        _attached(proposal, requirement=each)
    for each in proposal.call.questions.filter(kind="file", required=True):
        _attached(proposal, question=each)
    return fresh(proposal)


def _completed(asked, value, call):
    """``value``, or an answer where there is none; rows that stand there get what they lack."""
    answer = _answer(asked, call)
    if asked.kind == "rows" and value:
        return [answer[0] | {key: cell for key, cell in row.items() if cell not in (None, "")} for row in value]
    return answer if value in (None, "", []) else value


def _answer(asked, call):
    """Something sensible, of the kind that is asked."""
    start = call.project_start or timezone.localdate(call.closes_at) + timedelta(days=60)
    end = call.project_end or start + timedelta(days=90)
    if asked.key == "lines":
        return [_line(call, start)]
    return {
        "short": "골목 책방에서 함께 읽기"[: asked.longest],
        "long": "동네에 함께 머물 곳이 없어요. 빈 가게를 책방으로 바꿔 누구나 쉬어 가게 하려고 해요."[: asked.longest],
        "number": 3,
        "date": (end if asked.key == "end" else start).isoformat(),
        "choice": next((value for value, _label in asked.choices), ""),
        "several": [value for value, _label in asked.choices],
        "month": f"{start:%Y-%m}",
        "rows": [{column.key: _answer(column, call) for column in asked.columns}],
    }.get(asked.kind)


def _line(call, start):
    """One budget line within every cap of ``call``, with the own share it asks for."""
    items = sorted(
        call.budget_items.all(), key=lambda row: (row.cap_percent is not None, row.cap is not None, -(row.cap or 0))
    )
    most = min([100_000, call.ceiling, *([items[0].cap] if items and items[0].cap else [])])
    own = -(-most * int(call.own_share_percent * 100) // 10_000)
    return {
        "item": items[0].item if items else "materials", "detail": "책과 책장", "unit_price": most + own,
        "quantity": 1, "times": 1, "own": own, "month": f"{start:%Y-%m}", "basis": "동네 서점 견적",
    }  # fmt: skip


def _attached(proposal, **place):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from proposals.models import Attachment
    from seoul_portal.files import accept

    accepted = accept(SimpleUploadedFile("서류.pdf", b"%PDF-1.7\n%%EOF"))
    return Attachment.objects.create(
        proposal=proposal, file=accepted.as_file(), name=accepted.name, content_type=accepted.content_type,
        size=accepted.size, sha256=accepted.sha256, by=proposal.lead, **place,
    )  # fmt: skip


def attach(proposal, **place):
    """A file beside the draft, as if a member had added it."""
    return _attached(proposal, **place)


# --- Submissions -------------------------------------------------------------------------------------


def seen(proposal):
    """The fingerprint of the text as a page shows it now."""
    from proposals.record import present

    return present(fresh(proposal)).fingerprint


def confirmed(proposal, *people):
    """``proposal`` after each of ``people`` has said yes to its present text."""
    from proposals.workflow import submission

    for each in people:
        submission.confirm(fresh(proposal), actor=each, seen=seen(proposal))
    return fresh(proposal)


def door(proposal):
    """The office that checks proposals of the village, made where there is none."""
    from villages.models import Office

    village = proposal.village
    found = Office.objects.filter(active=True, district=village.district).first()
    return found or Office.objects.create(
        kind="district_office", name_ko="성동구청", name_en="Seongdong district office", district=village.district
    )


def submitted(proposal, actor=None):
    """``proposal`` completed, confirmed by all whom its call asks, and handed in by ``actor`` or its lead proposer."""
    from proposals.workflow import submission

    door(proposal)
    proposal = complete(proposal)
    if proposal.call.agreement == "three":
        others = [each.user for each in proposal.group.members if each.user_id != proposal.lead_id]
        proposal = confirmed(proposal, *others[:2])
    submission.hand_in(proposal, actor=actor or proposal.lead, seen=seen(proposal))
    return fresh(proposal)
