"""Panels, declarations, scores, talks and closing: who may do what at which moment, and what follows."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from casework.lifecycle import NotAllowed, Refused
from notices.models import Message
from proposals.models import Proposal, Review, ScoreEdit, Seat
from proposals.queries.panel import plan, progress, recusals
from proposals.queries.review import reasons_for, standing
from proposals.workflow import assigning
from proposals.workflow import panel as panels
from proposals.workflow import review as reviews
from proposals.workflow import seat as seats
from tests.cast import SEONGSU, person, posted
from tests.groups.making import at_home, family, fresh
from tests.proposals import making_review as making
from tests.proposals.making import official, open_call

pytestmark = pytest.mark.django_db


def told(kind):
    return [each.recipient for each in Message.objects.filter(kind=kind, channel="inbox").select_related("recipient")]


@pytest.fixture
def call(division):
    return open_call()


@pytest.fixture
def files(call, center):
    return making.eligible_files(center, 4)


@pytest.fixture
def panel(files, call):
    """Three experts score four files, two reviews each."""
    return making.running(call)


@pytest.fixture
def reviews_of(panel):
    return list(Review.objects.filter(seat__panel=panel).order_by("proposal", "seat"))


# --- Seats -------------------------------------------------------------------------------------------


def test_only_the_person_answers_for_their_seat(call, files, division_official):
    panel = making.set_up(making.over(call))
    who = person("심사 위원", "expert@example.kr")
    seat = seats.invite_address(panel, "Expert@example.kr ", kind="expert", actor=official())
    assert seat.user == who
    for wrong in (division_official, person("다른 사람", "other@example.kr")):
        with pytest.raises(NotAllowed):
            seats.accept(seat, actor=wrong)
    seats.accept(seat, actor=who)
    assert fresh(seat).state == "accepted"
    assert told("seat-answered") == [official()]


def test_somebody_without_an_account_takes_the_seat_by_the_address_they_prove(call, files, jiwoo):
    panel = making.set_up(making.over(call))
    seat = seats.invite_address(panel, "new@example.kr", kind="resident", actor=official())
    assert seat.user is None
    assert Message.objects.get(kind="seat-offered-by-mail").address == "new@example.kr"
    with pytest.raises(NotAllowed):
        seats.accept(seat, actor=jiwoo)
    unproved = person("미확인", "unproved@example.kr")
    unproved.emailaddress_set.update(verified=False, email="new@example.kr")
    with pytest.raises(NotAllowed):
        seats.accept(fresh(seat), actor=fresh(unproved))
    unproved.emailaddress_set.update(verified=True)
    seats.accept(fresh(seat), actor=fresh(unproved))
    assert (fresh(seat).user, fresh(seat).email) == (unproved, "")


def test_whoever_runs_panels_cannot_sit_on_one(call, files, division_official):
    panel = making.set_up(making.over(call))
    with pytest.raises(Refused):
        seats.invite_address(panel, division_official.email, kind="expert", actor=official())
    with pytest.raises(Refused):
        seats.invite_posting(panel, division_official.postings.get(), actor=official())
    seat = making.expert(panel)
    posted(seat.user, division_official.postings.get().office, "division_official")
    assert not fresh(seat.user).has_perm("proposals.view_panel", panel)
    assert not type(panel).objects.visible_to(fresh(seat.user)).exists()


def test_nobody_is_invited_twice(call, files):
    panel = making.set_up(making.over(call))
    seats.invite_address(panel, "new@example.kr", kind="expert", actor=official())
    with pytest.raises(Refused):
        seats.invite_address(panel, "NEW@example.kr", kind="resident", actor=official())
    seat = making.expert(panel)
    with pytest.raises(Refused):
        seats.invite_address(panel, seat.user.email, kind="expert", actor=official())


def test_when_a_reviewer_leaves_open_files_go_to_others_and_what_was_handed_in_stays(panel, reviews_of):
    seat = reviews_of[0].seat
    done = making.scored(reviews_of[0], 30, 30)
    count = Review.objects.standing().count()
    seats.leave(seat, actor=seat.user)
    assert fresh(done).state == "scored"
    assert not Review.objects.waiting().filter(seat=seat).exists()
    assert Review.objects.standing().count() == count


# --- Setting up and distribution ---------------------------------------------------------------------


def test_a_panel_cannot_be_set_up_while_the_call_is_open(call, files):
    with pytest.raises(Refused):
        making.set_up(call)


def test_nobody_but_the_division_sets_a_panel_up(call, everybody):
    may = {each.email for each in everybody if each.has_perm("proposals.set_up_panel", call)}
    assert may == {"yerin@example.kr", "taehyun@example.kr"}


def test_when_the_review_begins_files_are_distributed_evenly_and_everybody_is_told_once(panel, files):
    assert {fresh(file).state for file in files} == {"in_review"}
    loads = [seat.reviews.count() for seat in panel.seats.all()]
    assert sorted(loads) == [2, 3, 3]
    assert sorted(each.pk for each in told("reviews-assigned")) == sorted(panel.seats.values_list("user", flat=True))


def test_beginning_a_review_takes_no_more_statements_with_every_file(call, center):
    making.eligible_files(center, 40)
    panel = making.set_up(making.over(call))
    for number in range(3):
        making.expert(panel, number)
    with CaptureQueriesContext(connection) as queries:
        panels.open_panel(fresh(panel), actor=official())
    assert Review.objects.filter(seat__panel=panel).count() == 80
    assert len(queries) < 60


def test_reviewers_see_nothing_before_the_review_begins(call, files):
    panel = making.set_up(making.over(call))
    seat = making.expert(panel)
    review = assigning.assign(files[0], seat, actor=official())
    assert not seat.user.has_perm("proposals.view_review", review)
    assert not Review.objects.visible_to(seat.user).exists()
    assert told("reviews-assigned") == []


@pytest.mark.parametrize("relation", ["village", "office", "member", "former", "family", "advised", "wrote", "checked"])
def test_nobody_near_is_given_a_file(relation, call, group, center, adviser, triage_officer, district_officer, jiwoo):
    from proposals.models import SectionComment
    from tests.groups.making import membership
    from tests.proposals import making as drafts
    from villages.models import Office

    file = drafts.submitted(drafts.draft(group, call))
    panel = making.set_up(making.over(call))
    seat = making.expert(panel, 1)
    if relation == "village":
        at_home(seat.user, file.village, "works")
    elif relation == "office":
        posted(seat.user, center, "reviewer")
    elif relation in ("member", "former"):
        type(membership(group, jiwoo)).objects.create(user=seat.user, group=group, pledge_version=1)
        if relation == "former":
            from groups.workflow import membership as memberships

            memberships.leave(membership(group, seat.user), actor=seat.user)
    elif relation == "family":
        family(seat.user, jiwoo, "sibling")
    elif relation == "advised":
        SectionComment.objects.create(proposal=file, key="idea", author=seat.user, text="좋아요.")
    elif relation == "wrote":
        file.sections.first().edits.create(by=seat.user, for_group=True, base_version=0, version=99)
    making.eligible(file)
    if relation == "checked":
        Proposal.objects.filter(pk=file.pk).update(decided_by=seat.user)
    assert plan(panel).given == {}
    assert plan(panel).short[0].reasons
    with pytest.raises(Refused):
        assigning.assign(file, seat, actor=official())
    with pytest.raises(Refused):
        panels.open_panel(panel, actor=official())
    assert Office.objects.exists()


def test_an_official_may_overrule_a_warning_and_never_a_bar(call, files, places):
    panel = making.set_up(making.over(call))
    neighbor, other = making.expert(panel, 1), making.expert(panel, 2)
    at_home(neighbor.user, places[SEONGSU])
    with pytest.raises(Refused):
        assigning.assign(files[0], neighbor, actor=official())
    assert assigning.assign(files[0], neighbor, actor=official(), despite=True).state == "assigned"
    posted(other.user, files[0].office, "adviser")
    with pytest.raises(Refused):
        assigning.assign(files[0], other, actor=official(), despite=True)


def test_the_database_refuses_an_assessment_by_whoever_advised(panel, reviews_of):
    from proposals.models import SectionComment

    review = reviews_of[0]
    SectionComment.objects.create(proposal=review.proposal, key="idea", author=review.seat.user, text="좋아요.")
    with pytest.raises(IntegrityError, match="does not assess"), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(state="cleared", declared_at=panel.opened_at)


def test_whoever_advises_after_being_assigned_cannot_open_the_file_any_more(panel, reviews_of):
    from proposals.models import SectionComment

    review = making.cleared(reviews_of[0])
    SectionComment.objects.create(proposal=review.proposal, key="idea", author=review.seat.user, text="좋아요.")
    user = fresh(review.seat.user)
    assert not user.has_perm("proposals.read_file_for_review", fresh(review))
    with pytest.raises(NotAllowed):
        reviews.save(review, actor=user, said=making.said(review, 10, 10))


def test_seats_for_a_district_or_theme_read_nothing_else(call, files):
    panel = making.set_up(making.over(call), per_proposal=1)
    making.expert(panel, 1, themes=["culture"])
    wide = making.expert(panel, 2, themes=["care"])
    assert set(plan(panel).given.values().__iter__().__next__()) == {wide}
    assert {seat for chosen in plan(panel).given.values() for seat in chosen} == {wide}


def test_the_same_panel_is_distributed_the_same_way_each_time(call, files):
    panel = making.set_up(making.over(call))
    for number in (1, 2, 3):
        making.expert(panel, number)
    assert plan(panel).given == plan(panel).given


def test_late_proposals_are_taken_in_and_given_to_somebody(panel, center, files):
    Message.objects.all().delete()
    late = making.eligible_files(center, 1, start=50)[0]
    with pytest.raises(Refused, match="1"):
        panels.close(panel, actor=official())
    panels.take_in(panel, actor=official())
    assert fresh(late).state == "in_review"
    assert late.reviews.count() == 2
    assert len(told("reviews-assigned")) == 2


# --- Conflict first ----------------------------------------------------------------------------------


def test_a_conflict_closes_the_file_and_somebody_else_reads_it(panel, reviews_of, division_official):
    review = reviews_of[0]
    before = set(review.proposal.reviews.values_list("seat", flat=True))
    reviews.declare_conflict(review, actor=review.seat.user, kind="friend", words="오랜 친구예요.")
    review = fresh(review)
    assert review.state == "conflict"
    assert not review.seat.user.has_perm("proposals.view_review", review)
    instead = review.proposal.reviews.exclude(seat__in=before).get()
    assert instead.seat.user in told("reviews-assigned")
    assert division_official in told("review-conflict")
    assert recusals(panel) == [("가까운 친구 또는 다툼", 1)] or recusals(panel)[0][1] == 1


def test_a_conflict_may_be_recognized_after_reading_and_even_after_scoring(reviews_of):
    review = making.scored(reviews_of[0], 30, 30)
    reviews.declare_conflict(review, actor=review.seat.user, kind="work")
    assert fresh(review).state == "conflict"
    assert standing([review.proposal_id])[review.proposal_id].reviews == 0


def test_a_conflict_is_declared_only_by_the_reviewer_and_needs_a_kind(reviews_of, division_official):
    with pytest.raises(NotAllowed):
        reviews.declare_conflict(reviews_of[0], actor=division_official, kind="work")
    with pytest.raises(Refused):
        reviews.declare_conflict(reviews_of[0], actor=reviews_of[0].seat.user, kind="nonsense")


def test_nobody_scores_before_declaring_not_even_in_the_database(reviews_of):
    from proposals.models import Score

    review = reviews_of[0]
    with pytest.raises(NotAllowed):
        reviews.save(review, actor=review.seat.user, said=making.said(review, 10, 10))
    criterion = review.seat.panel.call.criteria.first()
    with pytest.raises(IntegrityError, match="not open"), transaction.atomic():
        Score.objects.create(review=review, criterion=criterion, points=1, reason="…")


# --- Scores ------------------------------------------------------------------------------------------


def test_what_is_typed_is_kept_and_handed_in_only_when_complete(reviews_of):
    review = making.cleared(reviews_of[0])
    first, second = review.seat.panel.call.criteria.all()
    reviews.save(review, actor=review.seat.user, said={first.pk: (20, ""), second.pk: (None, "")})
    with pytest.raises(Refused):
        reviews.hand_in(fresh(review), actor=review.seat.user)
    reviews.save(review, actor=review.seat.user, said={first.pk: (20, "좋아요."), second.pk: (0, "근거가 없어요.")})
    reviews.hand_in(fresh(review), actor=review.seat.user)
    assert (fresh(review).state, fresh(review).total) == ("scored", 20)


def test_points_stay_within_what_a_criterion_is_worth(reviews_of):
    from proposals.models import Score

    review = making.cleared(reviews_of[0])
    criterion = review.seat.panel.call.criteria.first()
    for wrong in (51, -1):
        with pytest.raises(Refused):
            reviews.save(review, actor=review.seat.user, said={criterion.pk: (wrong, "…")})
    with pytest.raises(Refused):
        reviews.save(review, actor=review.seat.user, said={0: (1, "…")})
    with pytest.raises(IntegrityError, match="more points"), transaction.atomic():
        Score.objects.create(review=review, criterion=criterion, points=51)


def test_a_score_may_be_corrected_until_the_panel_closes_and_the_old_one_stays(panel, reviews_of):
    for each in reviews_of:
        making.scored(each, 30, 30)
    review = fresh(reviews_of[0])
    criterion = panel.call.criteria.first()
    reviews.correct(review, actor=review.seat.user, said={criterion.pk: (40, "다시 읽어 보니 더 좋아요.")})
    assert fresh(review).total == 70
    assert ScoreEdit.objects.get().points == 30
    panels.close(panel, actor=official())
    with pytest.raises(Refused):
        reviews.correct(fresh(review), actor=review.seat.user, said={criterion.pk: (50, "…")})
    with pytest.raises(IntegrityError, match="not open"), transaction.atomic():
        review.scores.update(points=50)


def test_after_the_due_day_a_reviewer_may_still_hand_in_until_the_panel_closes(panel, reviews_of, time_machine):
    import datetime

    time_machine.move_to(datetime.datetime.combine(panel.due_on, datetime.time(12)) + datetime.timedelta(days=3))
    assert making.scored(reviews_of[0], 10, 10).state == "scored"


def test_the_mean_weighs_residents_as_the_panel_says_and_rounds_half_up(call, center):
    file = making.eligible_files(center, 1)[0]
    panel = making.set_up(making.over(call), per_proposal=3, resident_percent=30)
    for number, kind in enumerate(("expert", "expert", "resident"), 1):
        making.expert(panel, number, kind)
    panels.open_panel(panel, actor=official())
    points = {"expert1@example.kr": (20, 25), "expert2@example.kr": (30, 31), "resident3@example.kr": (50, 33)}
    assert standing([file.pk])[file.pk].score_hundredths is None
    for review in Review.objects.filter(seat__panel=panel):
        making.scored(review, *points[review.seat.user.email])
    found = standing([file.pk])[file.pk]
    # (45 + 61) / 2 · 70 % + 83 · 30 % = 37.1 + 24.9
    assert (found.score_hundredths, found.spread, found.reviews, found.expected) == (6200, 38, 3, 3)
    # (20 + 30) / 2 · 70 % + 50 · 30 % = 32.5
    assert [each.points_hundredths for each in reasons_for(fresh(file))] == [3250, 2950]
    assert reasons_for(fresh(file))[0].reasons[0][0] == ""


# --- Talks and closing -------------------------------------------------------------------------------


def test_scores_far_apart_ask_for_a_talk_before_the_panel_closes(panel, reviews_of, division_official):
    for number, each in enumerate(reviews_of):
        making.scored(each, *((50, 50) if number == 0 else (30, 30)))
    assert progress(panel).talks == 1
    file = reviews_of[0].proposal
    assert told("review-talk-due").count(division_official) == 1
    assert len(told("review-talk-asked")) == 2
    with pytest.raises(Refused, match="1"):
        panels.close(panel, actor=official())
    reviews.moderate(panel, file, actor=official(), note="서로의 근거를 들었습니다.")
    assert len(told("review-talk-held")) == 2
    panels.close(panel, actor=official())
    assert set(Review.objects.values_list("state", flat=True)) == {"final"}
    assert len(told("panel-closed")) == 3


def test_nobody_talks_before_all_have_judged_alone(panel, reviews_of):
    making.scored(reviews_of[0], 50, 50)
    with pytest.raises(Refused):
        reviews.moderate(panel, reviews_of[0].proposal, actor=official(), note="벌써?")


def test_a_panel_closes_only_when_all_is_handed_in_or_taken_back_with_a_reason(panel, reviews_of):
    for each in reviews_of[1:]:
        making.scored(each, 30, 30)
    with pytest.raises(Refused):
        panels.close(panel, actor=official())
    with pytest.raises(Refused):
        reviews.release(reviews_of[0], actor=official(), note=" ")
    reviews.release(reviews_of[0], actor=official(), note="병가입니다.")
    panels.close(panel, actor=official())
    assert fresh(panel).state == "closed"


def test_an_official_cannot_take_back_what_was_handed_in(reviews_of):
    review = making.scored(reviews_of[0], 1, 1)
    with pytest.raises(Refused):
        reviews.release(review, actor=official(), note="마음에 들지 않아서")


def test_an_official_who_is_a_member_of_the_group_sees_no_review_of_it(panel, reviews_of, division_official):
    review = reviews_of[0]
    type(review.proposal.group.memberships.get()).objects.create(
        user=division_official, group=review.proposal.group, pledge_version=1
    )
    assert not division_official.has_perm("proposals.view_review", review)
    assert review not in Review.objects.visible_to(division_official)


def test_visible_reviews_and_seats_are_those_one_may_view(panel, reviews_of, everybody):
    making.cleared(reviews_of[0])
    reviews.declare_conflict(reviews_of[1], actor=reviews_of[1].seat.user, kind="work")
    people = [*everybody, *(seat.user for seat in panel.seats.all())]
    for model, verb in ((Review, "proposals.view_review"), (Seat, "proposals.view_seat")):
        for row in model.objects.all():
            for each in people:
                assert (row in model.objects.visible_to(each)) == each.has_perm(verb, row), (each, row)


# --- District ----------------------------------------------------------------------------------------


def test_the_district_evaluates_and_neither_reviewer_nor_center_reads_it(panel, files, everybody, district_officer):
    from proposals.workflow import evaluation
    from villages.models import Posting

    file = fresh(files[0])
    made = evaluation.evaluate(file, actor=district_officer, recommendation="recommended", reason="골목에 필요합니다.")
    assert made.posting == Posting.objects.get(person=district_officer)
    may = {each.email for each in everybody if each.has_perm("proposals.view_evaluation", file)}
    assert may == {"subin@example.kr", "yerin@example.kr", "taehyun@example.kr"}
    assert not any(seat.user.has_perm("proposals.view_evaluation", file) for seat in panel.seats.all())
    evaluation.evaluate(file, actor=district_officer, recommendation="not", reason="공간이 없습니다.")
    from casework.models import AuditEvent

    changed = AuditEvent.objects.get(verb="districtevaluation.changed")
    assert changed.changes["reason"] == ["골목에 필요합니다.", "공간이 없습니다."]
