"""Panels, seats, reviews and the district's evaluation on pages: who finds what at which moment, and what they read."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.lifecycle import Refused
from proposals.models import Attachment, Panel, Proposal, Review, Score, Seat
from proposals.workflow import panel as panels
from proposals.workflow import review as reviews
from tests.cast import person, sign_in
from tests.groups.making import fresh
from tests.pdf import words
from tests.proposals import making as drafts
from tests.proposals import making_review as making
from tests.proposals.making import official

pytestmark = pytest.mark.django_db

NEED = "우리 모임 골목 책방 모임의 김지우가 010-1234-5678 과 jiwoo@example.kr 로 연락해요. 김 지우와 박서연이 함께해요."


@pytest.fixture
def call(division, request):
    return drafts.open_call(rows=drafts.FULL, **getattr(request, "param", {}))


@pytest.fixture
def file(call, group, center):
    """The three's own proposal, with names and telephone numbers in its text and a file."""
    draft = drafts.written(drafts.complete(drafts.draft(group, call)), "idea", need=NEED)
    return making.eligible(drafts.submitted(draft))


@pytest.fixture
def panel(file, call):
    return making.running(call, seats=2, per_proposal=2, files_shown=True)


@pytest.fixture
def review(panel, file):
    return Review.objects.filter(proposal=file).order_by("seat").first()


@pytest.fixture
def reviewer_client(client, review):
    return sign_in(client, review.seat.user)


def doors(review):
    """Every address by which a reviewer could come at the file."""
    file, attached = review.proposal, Attachment.objects.filter(proposal=review.proposal).first()
    return [
        reverse("proposals:review", args=[review.pk]),
        reverse("proposals:print-review", args=[review.pk]),
        reverse("proposals:review-file", args=[review.pk, attached.pk]),
    ], [
        *(
            reverse(f"proposals:{name}", args=[file.pk])
            for name in ("proposal", "preview", "print", "versions", "thread", "file", "evaluation", "similar", "check")
        ),
        reverse("proposals:version", args=[file.pk, 1]),
        reverse("proposals:print-version", args=[file.pk, 1]),
        reverse("proposals:attachment", args=[attached.pk]),
        reverse("proposals:panel", args=[review.seat.panel_id]),
        reverse("proposals:panel-file", args=[review.seat.panel_id, file.pk]),
        reverse("proposals:queue") + "?q=책방",
    ]


def get(client, path):
    """The answer, with a file read to its end."""
    response = client.get(path)
    if response.streaming:
        b"".join(response)
    return response


def statuses(client, paths):
    return {path: get(client, path).status_code for path in paths}


def knock(client, review):
    """What every door answers: page, print, attachment, the pages of offices, search, and keeping a criterion."""
    own, others = doors(review)
    save = reverse("proposals:save-review", args=[review.pk, review.seat.panel.call.criteria.first().pk])
    return {*statuses(client, [*own, *others]).values(), client.post(save, {}).status_code}


# --- Every role × moment -----------------------------------------------------------------------------


def test_before_the_declaration_a_reviewer_finds_title_and_group_and_nothing_else(reviewer_client, review):
    own, others = doors(review)
    response = reviewer_client.get(own[0])
    assert response.status_code == 200
    assert "골목 책방 모임" in response.text
    assert "함께 머물 곳이 없어요" not in response.text
    assert set(statuses(reviewer_client, [*own[1:], *others]).values()) == {404}
    save = reverse("proposals:save-review", args=[review.pk, review.seat.panel.call.criteria.first().pk])
    assert reviewer_client.post(save, {}).status_code == 404


def test_after_the_declaration_the_file_opens_through_the_review_alone(reviewer_client, review):
    own, others = doors(review)
    reviewer_client.post(own[0], {"act": "clear"})
    assert set(statuses(reviewer_client, own).values()) == {200}
    assert set(statuses(reviewer_client, others).values()) == {404}


def test_a_declared_conflict_closes_every_door(reviewer_client, review):
    own, _others = doors(review)
    reviewer_client.post(own[0], {"act": "clear"})
    response = reviewer_client.post(own[0], {"act": "conflict", "kind": "friend", "seen": "cleared"}, follow=True)
    assert response.status_code == 200
    assert fresh(review).state == "conflict"
    assert knock(reviewer_client, review) == {404}
    assert review.proposal.title not in reviewer_client.get(reverse("proposals:my-reviews")).text


def test_a_reviewer_posted_to_the_office_of_the_file_reads_no_evaluation_and_hands_nothing_in(
    client, review, district_officer, district_office
):
    from proposals.workflow import evaluation
    from tests.cast import posted

    evaluation.evaluate(review.proposal, actor=district_officer, recommendation="recommended", reason="골목에 좋아요.")
    making.cleared(review)
    reviews.save(fresh(review), actor=review.seat.user, said=making.said(review, 30, 30))
    posted(review.seat.user, district_office, "district_officer")
    sign_in(client, type(review.seat.user).objects.get(pk=review.seat.user.pk))
    assert client.get(reverse("proposals:evaluation", args=[review.proposal_id])).status_code == 404
    assert (
        client.get(reverse("proposals:panel-file", args=[review.seat.panel_id, review.proposal_id])).status_code == 404
    )
    with pytest.raises(Refused, match="이해"):
        reviews.hand_in(fresh(review), actor=fresh(review).seat.user)


def test_another_reviewer_of_the_panel_and_one_of_another_panel_find_nothing(client, review, panel):
    other = next(seat for seat in panel.seats.all() if seat != review.seat)
    elsewhere = making.expert(making.set_up(making.over(drafts.open_call())), 9)
    for who in (other.user, elsewhere.user, person("아무개", "nobody@example.kr")):
        sign_in(client, who)
        assert knock(client, review) == {404}, who


def test_late_reviewers_may_still_hand_in_until_an_official_closes_the_files_to_them(
    client, reviewer_client, review, panel, division_official
):
    from notices.models import Message

    making.cleared(review)
    other = Review.objects.filter(proposal=review.proposal).exclude(pk=review.pk).get()
    making.scored(other, 30, 30)
    close = reverse("casework:step", args=["panel", panel.pk, "close_to_late"])
    sign_in(client, division_official)
    assert client.post(close, {"seen": "running"}).status_code == 409
    Panel.objects.filter(pk=panel.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    sign_in(client, review.seat.user)
    assert 404 not in statuses(client, doors(review)[0]).values()
    sign_in(client, division_official)
    assert client.post(close, {"seen": "running", "note": "감사합니다."}).status_code == 302
    assert (fresh(review).state, fresh(other).state) == ("released", "scored")
    told = Message.objects.filter(kind="reviews-closed", channel="inbox")
    assert {each.recipient for each in told} >= {review.seat.user}
    assert other.seat.user not in {each.recipient for each in told if not other.seat.reviews.waiting().exists()}
    sign_in(client, review.seat.user)
    assert knock(client, review) == {404}
    assert review.proposal.title not in client.get(reverse("proposals:my-reviews")).text
    assert review.proposal.title not in client.get(reverse("inbox")).text
    sign_in(client, division_official)
    assert client.post(close, {"seen": "running"}).status_code == 409


def test_a_closed_panel_closes_the_files(reviewer_client, review, panel):
    for each in Review.objects.filter(proposal=review.proposal):
        making.scored(each, 30, 30)
    panels.close(panel, actor=official())
    assert knock(reviewer_client, review) == {404}


def test_a_withdrawn_proposal_and_a_file_taken_back_are_closed(reviewer_client, review, jiwoo):
    from proposals.workflow import submission

    making.cleared(review)
    submission.withdraw(fresh(review.proposal), actor=jiwoo)
    assert fresh(review).state == "released"
    assert knock(reviewer_client, review) == {404}


def test_members_of_the_group_and_staff_of_the_place_find_no_review(client, review, everybody):
    own, _others = doors(review)
    for who in everybody:
        sign_in(client, who)
        assert set(statuses(client, own).values()) == {404}, who


def test_people_of_offices_review_with_their_second_factor(client, file, call, district_office, places):
    from tests.cast import MAPO
    from villages.models import Office

    far = Office.objects.create(kind="district_office", name_ko="마포구청", name_en="Mapo", district=places[MAPO])
    panel = making.set_up(making.over(call), per_proposal=1)
    seat = making.from_office(panel, far)
    panels.open_panel(panel, actor=official())
    review = Review.objects.get(seat=seat)
    sign_in(client, seat.user, second_factor=False)
    response = client.get(review.get_absolute_url())
    assert (response.status_code, response.url.split("?")[0]) == (302, reverse("second-factor"))
    sign_in(client, seat.user)
    assert client.get(review.get_absolute_url()).status_code == 200


# --- What a reviewer reads ---------------------------------------------------------------------------


def whole(client, review):
    own, _others = doors(review)
    pages = [client.get(own[0]).text, client.get(reverse("proposals:my-reviews")).text]
    headers = " ".join(str(get(client, path).headers) for path in own)
    return "\n".join([*pages, headers, words(client.get(own[1]).content)])


def test_no_contact_detail_and_no_other_reviewer_in_anything_a_reviewer_reads(reviewer_client, review, panel, three):
    from notices.models import Message

    making.cleared(review)
    for each in three:
        type(each).objects.filter(pk=each.pk).update(phone="+821077778888")
    read = whole(reviewer_client, review)
    read += "\n".join(Message.objects.filter(recipient=review.seat.user).values_list("body", flat=True))
    others = [seat.user for seat in panel.seats.all() if seat.user != review.seat.user]
    hidden = ["010-1234-5678", "jiwoo@example.kr", "+821077778888", "77778888", *(each.email for each in three)]
    hidden += [text for other in others for text in (other.name, other.email)]
    assert not [each for each in hidden if each in read]
    assert "골목 책방 모임" in read
    assert "김지우" in read


@pytest.mark.parametrize("call", [{"names_hidden": True}], indirect=True)
def test_where_the_call_hides_names_none_is_left(reviewer_client, review, three, panel):
    from urllib.parse import quote

    Attachment.objects.filter(proposal=review.proposal).update(name="김지우.pdf")
    declare = reviewer_client.get(review.get_absolute_url()).text
    making.cleared(review)
    read = declare + whole(reviewer_client, review)
    hidden = ["골목 책방 모임", "김 지우", *(each.name for each in three), *(quote(each.name) for each in three)]
    assert not [each for each in hidden if each in read]
    assert f"모임 {review.proposal_id}" in read or f"Group {review.proposal_id}" in read


@pytest.mark.parametrize("call", [{"names_hidden": True}], indirect=True)
def test_where_the_call_hides_names_no_attached_file_reaches_a_reviewer_unless_an_official_says_so(
    client, file, call, jiwoo, division_official
):
    """A name inside a PDF or a photograph is beyond any computer: the file itself stays out, under every address."""
    panel = making.running(call, seats=2, per_proposal=2)
    assert not panel.files_shown
    review = making.cleared(Review.objects.filter(proposal=file).first())
    sign_in(client, review.seat.user)
    own, others = doors(review)
    assert [*statuses(client, own).values()] == [200, 200, 404]
    assert set(statuses(client, others).values()) == {404}
    attached = Attachment.objects.filter(proposal=file).first()
    everything = client.get(own[0]).text + words(client.get(own[1]).content)
    assert reverse("proposals:review-file", args=[review.pk, attached.pk]) not in everything
    assert attached.name not in everything
    warning = "이름을 가리는 공모인데"
    sign_in(client, division_official)
    assert warning not in client.get(panel.get_absolute_url()).text
    Panel.objects.filter(pk=panel.pk).update(files_shown=True)
    assert warning in client.get(panel.get_absolute_url()).text


def test_a_panel_may_leave_attached_files_out(reviewer_client, review, panel):
    making.cleared(review)
    Panel.objects.filter(pk=panel.pk).update(files_shown=False)
    own, _others = doors(review)
    assert [*statuses(reviewer_client, own).values()] == [200, 200, 404]


def test_a_reviewer_reads_the_frozen_text_and_not_what_was_changed_later(reviewer_client, review):
    making.cleared(review)
    Proposal.objects.filter(pk=review.proposal_id).update(title="나중에 바뀐 제목", words="나중")
    section = review.proposal.sections.get(key="idea")
    type(section).objects.filter(pk=section.pk).update(data={"title": "나중에 바뀐 제목"})
    assert "나중에 바뀐 제목" not in whole(reviewer_client, review)


# --- Scoring -----------------------------------------------------------------------------------------


def filled(review, *points, reason="근거가 분명해요."):
    data = {}
    for criterion, each in zip(review.seat.panel.call.criteria.all(), points, strict=True):
        data |= {f"points_{criterion.pk}": each, f"reason_{criterion.pk}": reason}
    return data


def test_a_reviewer_scores_saves_and_hands_in_without_a_script(reviewer_client, review):
    making.cleared(review)
    path = review.get_absolute_url()
    assert reviewer_client.post(path, filled(review, 10, "") | {"act": "save"}).status_code == 302
    assert [score.points for score in review.scores.all()] == [10, None]
    response = reviewer_client.post(path, filled(review, 10, "") | {"act": "hand-in"})
    assert response.status_code == 409
    assert "근거가 분명해요." in response.text
    assert reviewer_client.post(path, filled(review, 10, 51) | {"act": "hand-in"}).status_code == 422
    assert reviewer_client.post(path, filled(review, 10, "2.5") | {"act": "hand-in"}).status_code == 422
    assert reviewer_client.post(path, filled(review, 10, 20) | {"act": "hand-in"}).status_code == 302
    assert fresh(review).total == 30
    response = reviewer_client.post(path, filled(review, 11, 20) | {"act": "correct"})
    assert fresh(review).total == 31


def test_one_criterion_is_kept_while_it_is_typed(reviewer_client, review):
    making.cleared(review)
    first, second = review.seat.panel.call.criteria.all()
    path = reverse("proposals:save-review", args=[review.pk, first.pk])
    response = reviewer_client.post(path, filled(review, 7, "nonsense"))
    assert response.status_code == 200
    assert review.scores.get().points == 7
    assert "invalid" in reviewer_client.post(path, filled(review, 70, "")).text
    assert review.scores.get().points == 7
    assert second not in [score.criterion for score in review.scores.all()]


def test_the_others_scores_are_shown_only_for_a_talk_and_without_names(client, review, panel):
    other = Review.objects.filter(proposal=review.proposal).exclude(pk=review.pk).get()
    secret = "다른 위원의 의견"
    making.cleared(other)
    reviews.save(other, actor=other.seat.user, said=making.said(other, 50, 50, reason=secret))
    reviews.hand_in(fresh(other), actor=other.seat.user)
    making.cleared(review)
    sign_in(client, review.seat.user)
    assert secret not in client.get(review.get_absolute_url()).text
    making.scored(review, 10, 10)
    page = client.get(review.get_absolute_url()).text
    assert secret in page
    assert other.seat.user.name not in page


def test_the_page_after_handing_in_is_the_next_in_ones_own_order(client, call, center, division):
    making.eligible_files(center, 3)
    making.running(call, seats=1, per_proposal=1)
    first, second, third = Review.objects.order_by("position")
    sign_in(client, first.seat.user)
    assert client.get(reverse("proposals:my-reviews")).text.index(first.get_absolute_url())
    making.cleared(second)
    response = client.post(second.get_absolute_url(), filled(second, 10, 20) | {"act": "hand-in"})
    assert response.url == third.get_absolute_url()
    making.scored(third, 1, 1)
    making.cleared(first)
    assert client.post(first.get_absolute_url(), filled(first, 1, 2) | {"act": "hand-in"}).url == "/reviews/"


# --- The Division's pages ----------------------------------------------------------------------------


def test_an_official_sets_up_fills_begins_and_watches_a_panel(client, call, file, division_official):
    sign_in(client, division_official)
    call = making.over(call)
    data = {
        "per_proposal": 1, "due_on": (call.closes_at + timedelta(days=9)).date(), "spread_threshold": 20,
        "resident_percent": 30, "files_shown": "on",
    }  # fmt: skip
    response = client.post(reverse("proposals:new-panel", args=[call.pk]), data, follow=True)
    panel = Panel.objects.get()
    assert response.redirect_chain[0][0] == panel.get_absolute_url()
    invite = reverse("proposals:invite-seat", args=[panel.pk])
    client.post(invite, {"address": "new@example.kr", "kind": "resident", "language": "en"})
    assert Seat.objects.get().email == "new@example.kr"
    making.expert(panel, 1)
    client.post(reverse("casework:step", args=["panel", panel.pk, "open"]), {"seen": "preparing"})
    assert fresh(file).state == "in_review"
    for name in ("panel", "panel-files", "distribute", "recusals", "panel-settings"):
        assert client.get(reverse(f"proposals:{name}", args=[panel.pk])).status_code == 200
    page = client.get(reverse("proposals:panel-file", args=[panel.pk, file.pk]))
    assert "심사1위원" in page.text
    assert "30%" in client.get(call.get_absolute_url()).text


def test_an_official_takes_a_file_back_and_gives_it_to_another(client, panel, review, division_official):
    sign_in(client, division_official)
    third = making.expert(panel, 3)
    release = reverse("casework:step", args=["review", review.pk, "release"])
    response = client.post(release, {"seen": "assigned", "note": "병가"}, follow=True)
    assert response.status_code == 200
    assert fresh(review).state == "released"
    give = reverse("proposals:give-file", args=[panel.pk, review.proposal_id])
    client.post(give, {"seat": third.pk})
    assert Review.objects.filter(seat=third, proposal=review.proposal).exists()


def test_an_official_notes_a_talk(client, panel, review, division_official):
    for number, each in enumerate(Review.objects.filter(proposal=review.proposal)):
        making.scored(each, 50 * number, 50)
    sign_in(client, division_official)
    path = reverse("proposals:note-talk", args=[panel.pk, review.proposal_id])
    assert client.post(path, {"note": ""}).status_code == 422
    assert client.post(path, {"note": "서로의 근거를 들었어요."}).status_code == 302
    assert (
        "서로의 근거를 들었어요."
        in client.get(reverse("proposals:panel-file", args=[panel.pk, review.proposal_id])).text
    )


def test_nobody_but_the_division_finds_a_panel(client, panel, review, everybody):
    paths = [reverse(f"proposals:{name}", args=[panel.pk]) for name in ("panel", "panel-files", "invite-seat")]
    for who in everybody:
        if who.email not in ("yerin@example.kr", "taehyun@example.kr"):
            sign_in(client, who)
            assert set(statuses(client, paths).values()) == {404}, who


def test_the_district_writes_its_evaluation(client, file, district_officer, adviser, division_official):
    path = reverse("proposals:evaluation", args=[file.pk])
    sign_in(client, adviser)
    assert client.get(path).status_code == 404
    sign_in(client, district_officer)
    data = {"recommendation": "conditions", "reason": "공간을 먼저 구해야 해요.", "seen": 0}
    assert client.post(path, data | {"visit_note": "비어 있어요."}).status_code == 409
    assert client.post(path, data).status_code == 302
    assert client.post(path, data | {"reason": "늦은 글"}).status_code == 409
    sign_in(client, division_official)
    assert "공간을 먼저 구해야 해요." in client.get(path).text
    assert client.post(path, data).status_code == 404


def test_scores_stay_when_an_account_closes_and_open_files_go_to_others(panel, review):
    from accounts import data
    from proposals.workflow import seat

    other = Review.objects.filter(proposal=review.proposal).exclude(pk=review.pk).get()
    making.scored(other, 20, 20)
    section = {each.name: each for each in data.sections()}["reviews"]
    assert section.exporter(other.seat.user)["scores"][0]["points"] == 20
    seat.forget(other.seat.user)
    seat.forget(review.seat.user)
    assert fresh(other).state == "scored"
    assert fresh(review).state == "released"
    assert Score.objects.count() == 2
