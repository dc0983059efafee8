"""Roles, successors, breaks, courses, legal forms and endings."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from casework.lifecycle import NotAllowed, Refused
from casework.models import AuditEvent
from casework.queries import history
from groups import holds
from groups.enums import GroupState, MembershipState, Purpose, Role
from groups.queries.consequences import consequences
from groups.tasks import recount_groups
from groups.workflow import group as life
from groups.workflow import invitation as inviting
from groups.workflow import joining, succession, vote
from groups.workflow import membership as members
from groups.workflow.ending import disband
from notices.deadlines import deadlines_of
from notices.models import Message
from tests.groups.making import agreed, at_home, family, fresh, joined, membership

# --- Roles and successors ----------------------------------------------------------------------------


def test_the_representative_gives_a_role_and_the_member_may_give_it_back(group, three):
    theirs = membership(group, three[1])
    members.give_role(theirs, actor=three[0], role=Role.TREASURER)
    assert fresh(theirs).role == Role.TREASURER
    members.give_back_role(fresh(theirs), actor=three[1])
    assert fresh(theirs).role == Role.MEMBER


def test_a_member_cannot_give_roles_and_nobody_is_made_representative_by_one(group, three):
    with pytest.raises(NotAllowed):
        members.give_role(membership(group, three[2]), actor=three[1], role=Role.OPERATOR)
    with pytest.raises(Refused):
        members.give_role(membership(group, three[2]), actor=three[0], role=Role.REPRESENTATIVE)


def test_the_representative_cannot_leave_before_a_successor_has_accepted(group, three):
    jiwoo, seoyeon, _minjun = three
    with pytest.raises(Refused):
        members.leave(membership(group, jiwoo), actor=jiwoo)
    offer = succession.name_successor(group, actor=jiwoo, successor=membership(group, seoyeon))
    with pytest.raises(Refused):
        members.leave(membership(group, jiwoo), actor=jiwoo)
    succession.accept(offer, actor=seoyeon)
    assert fresh(group).representative.user == seoyeon
    members.leave(membership(group, jiwoo), actor=jiwoo)
    assert group.memberships.get(user=jiwoo).state == MembershipState.LEFT


def test_only_the_named_person_answers_a_succession(group, three):
    offer = succession.name_successor(group, actor=three[0], successor=membership(group, three[1]))
    for somebody in (three[0], three[2]):
        with pytest.raises(NotAllowed):
            succession.accept(offer, actor=somebody)
    succession.decline(offer, actor=three[1])
    assert Message.objects.filter(kind="group-succession-declined", recipient=three[0]).exists()
    succession.name_successor(group, actor=three[0], successor=membership(group, three[2]))


def test_two_successors_cannot_be_named_at_once(group, three):
    succession.name_successor(group, actor=three[0], successor=membership(group, three[1]))
    with pytest.raises(Refused) as refused:
        succession.name_successor(group, actor=three[0], successor=membership(group, three[2]))
    assert "다음 대표" in str(refused.value)


def test_members_whose_representative_is_out_of_reach_choose_another_by_a_vote(group, three):
    jiwoo, seoyeon, minjun = three
    with pytest.raises(Refused):
        succession.name_successor(group, actor=seoyeon, successor=membership(group, minjun))
    ballot = vote.open_vote(
        group, actor=seoyeon, purpose=Purpose.REPRESENTATIVE, question="?", candidate=membership(group, minjun),
        closes_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    for each in (seoyeon, minjun):
        vote.cast(ballot, actor=each, choice="yes")
    vote.close(ballot)
    offer = succession.name_successor(group, actor=seoyeon, successor=membership(group, minjun))
    succession.accept(offer, actor=minjun)
    assert fresh(group).representative.user == minjun
    with pytest.raises(Refused):  # the agreement is used up
        succession.name_successor(fresh(group), actor=seoyeon, successor=membership(group, jiwoo))


def test_an_offer_lapses_when_the_named_person_leaves(group, three):
    offer = succession.name_successor(group, actor=three[0], successor=membership(group, three[1]))
    members.leave(membership(group, three[1]), actor=three[1])
    assert fresh(offer).state == "withdrawn"


# --- Leaving -----------------------------------------------------------------------------------------


def test_a_member_who_leaves_sees_nothing_of_the_group_any_more(group, three):
    members.leave(membership(group, three[2]), actor=three[2], note="이사를 가요.")
    assert not type(group).objects.visible_to(three[2]).exists()
    told = Message.objects.get(kind="group-left", recipient=three[0], channel="inbox")
    assert "이사를 가요." in told.body


def test_the_last_member_of_a_forming_group_disbands_it_by_leaving(forming, three):
    members.leave(membership(forming, three[0]), actor=three[0])
    assert fresh(forming).state == GroupState.DISBANDED


def test_the_last_member_of_a_formed_group_is_asked_to_disband_it(group, three):
    for each in three[1:]:
        members.leave(membership(group, each), actor=each)
    with pytest.raises(Refused):
        members.leave(membership(group, three[0]), actor=three[0])
    disband(fresh(group), actor=three[0])


def test_leaving_states_that_the_group_falls_below_three(group, three):
    said = consequences(membership(group, three[1]), "leave")
    assert "2명" in said[0]
    assert "30" in said[0]


def test_what_binds_a_group_upstairs_is_said_before_leaving_and_disbanding(group, three, monkeypatch):
    monkeypatch.setattr(holds, "_holds", [lambda group: "진행 중인 지원금이 있어요."])
    for subject, step in ((membership(group, three[1]), "leave"), (group, "disband")):
        assert "진행 중인 지원금이 있어요." in consequences(subject, step)
    assert "진행 중인 지원금이 있어요." not in consequences(group, "take_break")


def test_a_tie_that_ends_makes_the_group_short_in_the_night(group, three):
    from villages.workflow import tie

    tie.end(three[2].ties.get(), actor=three[2])
    assert fresh(group).successor_due_on is None
    assert recount_groups() == 1
    assert fresh(group).successor_due_on == timezone.localdate() + timedelta(days=30)
    assert recount_groups() == 0


def test_a_family_tie_confirmed_later_makes_the_group_short(group, three):
    family(three[1], three[2])
    recount_groups()
    due = fresh(group).successor_due_on
    assert [deadline.due_on for deadline in deadlines_of(three[1])] == [due]


# --- Breaks, courses, forms --------------------------------------------------------------------------


def test_a_break_needs_the_agreement_of_a_majority_and_uses_it_up(group, three):
    until = timezone.localdate() + timedelta(days=60)
    with pytest.raises(Refused):
        life.take_break(group, actor=three[0], break_until=until)
    made = agreed(group, Purpose.BREAK)
    life.take_break(fresh(group), actor=three[0], break_until=until, note="숨을 고르고 싶어요.")
    group = fresh(group)
    assert (group.state, group.break_until) == (GroupState.ON_BREAK, until)
    assert fresh(made).used_at is not None


def test_a_group_returns_by_a_vote_or_once_the_day_has_come(group, three, time_machine):
    agreed(group, Purpose.BREAK)
    life.take_break(fresh(group), actor=three[0], break_until=timezone.localdate() + timedelta(days=60))
    with pytest.raises(Refused):
        life.return_(fresh(group), actor=three[0])
    time_machine.move_to(timezone.now() + timedelta(days=60))
    life.return_(fresh(group), actor=three[0])
    assert fresh(group).state == GroupState.FORMED


def test_a_break_stops_the_clock_for_finding_a_third_person(group, three):
    members.leave(membership(group, three[2]), actor=three[2])
    assert deadlines_of(three[0])
    agreed(group, Purpose.BREAK)
    life.take_break(fresh(group), actor=three[0], break_until=timezone.localdate() + timedelta(days=9))
    assert not [each for each in deadlines_of(three[0]) if each.source == "group-short"]


def test_a_stale_agreement_opens_no_way(group, three, time_machine):
    agreed(group, Purpose.COURSE)
    time_machine.move_to(timezone.now() + timedelta(days=31))
    with pytest.raises(Refused):
        life.change_course(fresh(group), actor=three[0], name="새 이름", theme="food", introduction="텃밭을 가꿔요.")


def test_a_change_of_course_keeps_the_former_one_in_the_record(group, three):
    agreed(group, Purpose.COURSE)
    life.change_course(fresh(group), actor=three[0], name="성수 텃밭", theme="food", introduction="텃밭을 가꿔요.")
    event = history(group).get(verb="group.course_changed")
    assert event.changes["name"] == ["골목 책방 모임", "성수 텃밭"]
    assert event.changes["theme"] == ["culture", "food"]
    assert fresh(group).name_key == "성수텃밭"


def test_a_new_legal_form_needs_number_and_date(group, three):
    with pytest.raises(Refused):
        life.change_legal_form(group, actor=three[0], legal_form="ngo", registration_number="", registered_on=None)
    life.change_legal_form(
        group, actor=three[0], legal_form="cooperative", registration_number="2026-1", registered_on=date(2026, 3, 2)
    )
    assert history(group).get(verb="group.legal_form_changed").changes["legal_form"] == ["informal", "cooperative"]


# --- Ending ------------------------------------------------------------------------------------------


def test_a_formed_group_is_disbanded_only_by_a_majority(group, three):
    with pytest.raises(Refused):
        disband(group, actor=three[0])
    agreed(group, Purpose.DISBAND)
    disband(fresh(group), actor=three[0], note="모이는 요일을 먼저 정했어야 했어요.")
    group = fresh(group)
    assert group.state == GroupState.DISBANDED
    assert group.lesson == "모이는 요일을 먼저 정했어야 했어요."


def test_a_lesson_may_be_left_out(group, three):
    agreed(group, Purpose.DISBAND)
    disband(fresh(group), actor=three[0])
    assert fresh(group).lesson == ""


def test_all_that_was_open_ends_with_the_group(group, three, outsider):
    invited = inviting.invite(group, actor=three[0], way="link")
    asked = joining.ask(group, actor=outsider)
    offer = succession.name_successor(group, actor=three[0], successor=membership(group, three[1]))
    question = vote.open_vote(group, actor=three[0], question="?", closes_at=timezone.now() + timedelta(days=1))
    agreed(group, Purpose.DISBAND)
    assert len(consequences(fresh(group), "disband")) == 3
    disband(fresh(group), actor=three[0])
    states = [fresh(row).state for row in (invited, asked, offer, question)]
    assert states == ["expired", "declined", "withdrawn", "cancelled"]
    assert Message.objects.filter(recipient=outsider, kind="group-join-declined").exists()
    with pytest.raises(Refused):
        joined(group, outsider)


def test_upper_floors_hear_of_a_step_in_its_transaction_and_may_stop_it(group, three, monkeypatch):
    def object_to(group, move):
        raise Refused(["정산이 먼저예요."])

    monkeypatch.setitem(holds._listeners, "disband", [object_to])
    agreed(group, Purpose.DISBAND)
    with pytest.raises(Refused, match="정산"):
        disband(fresh(group), actor=three[0])
    assert fresh(group).state == GroupState.FORMED


# --- Asking to join ----------------------------------------------------------------------------------


def test_a_neighbor_asks_and_a_member_agrees(group, three, outsider, village):
    at_home(outsider, village)
    asked = joining.ask(group, actor=outsider, words="함께하고 싶어요.")
    with pytest.raises(Refused):
        joining.ask(group, actor=outsider)
    with pytest.raises(NotAllowed):
        joining.agree(asked, actor=outsider)
    joining.agree(asked, actor=three[2])
    assert membership(group, outsider).role == Role.MEMBER
    assert Message.objects.filter(kind="group-join-agreed", recipient=outsider).exists()


def test_a_plain_member_cannot_decline_a_request_and_a_leader_may(group, three, outsider):
    asked = joining.ask(group, actor=outsider)
    with pytest.raises(NotAllowed):
        joining.decline(asked, actor=three[1])
    joining.decline(asked, actor=three[0], note="다음에 함께해요.")
    assert fresh(asked).state == "declined"


def test_the_record_of_a_group_says_who_joined_and_left(group, three):
    members.leave(membership(group, three[2]), actor=three[2])
    verbs = [(event.verb, event.actor) for event in history(group)]
    assert ("group.joined", three[1]) in verbs
    assert ("group.left", three[2]) in verbs


def test_a_member_who_is_also_posted_acts_as_themself(three, forming, adviser, village):
    at_home(adviser, village)
    joined(forming, adviser)
    made = inviting.invite(forming, actor=adviser, way="link")
    assert AuditEvent.objects.get(verb="invitation.made", object_id=made.pk).acting_as == ""
