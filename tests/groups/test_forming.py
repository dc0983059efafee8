"""Three people become a group: founding, inviting, accepting, and the count of distinct people on every path."""

import pytest
from django.db import DatabaseError, connection, transaction

from casework.lifecycle import NotAllowed, Refused
from groups.enums import GroupState
from groups.models import Group, Invitation, Membership
from groups.queries.distinct import distinct_counts, distinct_people
from groups.tokens import hash_of
from groups.workflow import group as life
from groups.workflow import invitation as inviting
from notices.models import Message
from tests.cast import HONGDAE, OKSU
from tests.groups.making import at_home, family, formed, founded, fresh, joined, membership


def test_three_citizens_form_a_group(forming, three):
    group = joined(forming, *three[1:])
    assert distinct_people(group).sentence == "서로 다른 사람 3명 중 3명"
    life.form(group, actor=three[0])
    group = fresh(group)
    assert group.state == GroupState.FORMED
    assert group.formed_at is not None


def test_two_citizens_cannot_form_a_group_and_read_why(forming, three):
    group = joined(forming, three[1])
    with pytest.raises(Refused) as refused:
        life.form(group, actor=three[0])
    assert "2명" in str(refused.value)


def test_a_couple_and_one_more_stay_two_of_three(forming, three):
    jiwoo, seoyeon, minjun = three
    family(seoyeon, minjun)
    group = joined(forming, seoyeon, minjun)
    people = distinct_people(group)
    assert (people.count, people.minimum) == (2, 3)
    assert len(people.reasons) == 1
    assert seoyeon.name in people.reasons[0]
    with pytest.raises(Refused):
        life.form(group, actor=jiwoo)


def test_a_member_without_a_tie_to_the_district_does_not_count(forming, three, outsider, places):
    group = joined(forming, three[1], outsider)
    people = distinct_people(group)
    assert people.count == 2
    assert "성동구" in people.reasons[0]
    at_home(outsider, places[HONGDAE])
    assert distinct_people(fresh(group)).count == 2
    at_home(outsider, places[OKSU], "works")
    assert distinct_people(fresh(group)).count == 3


def test_the_area_and_the_minimum_may_come_from_a_call(group, places, village):
    assert distinct_people(group, area=places[OKSU]).count == 0
    assert distinct_people(group, area=[places[OKSU], village]).count == 3
    assert not distinct_people(group, minimum=5).enough


def test_relatives_are_linked_through_other_members(forming, three, outsider, village):
    at_home(outsider, village)
    jiwoo, seoyeon, minjun = three
    family(jiwoo, seoyeon)
    family(seoyeon, minjun, "sibling")
    assert distinct_people(joined(forming, seoyeon, minjun, outsider)).count == 2


def test_a_relative_who_does_not_count_still_links_the_family(forming, three, outsider):
    """The outsider has no tie to the district, but is the brother of both others."""
    _jiwoo, seoyeon, minjun = three
    family(outsider, seoyeon, "sibling")
    family(outsider, minjun, "sibling")
    assert distinct_people(joined(forming, seoyeon, minjun, outsider)).count == 2


@pytest.mark.parametrize("couple", [False, True])
def test_neither_shell_nor_raw_sql_forms_a_group_of_two(forming, three, couple):
    group = joined(forming, *three[1 : 3 if couple else 2])
    if couple:
        family(three[1], three[2])
    for update in (
        lambda: Group.objects.filter(pk=group.pk).update(state="formed"),
        lambda: execute("UPDATE groups_group SET state = 'formed' WHERE id = %s", group.pk),
    ):
        with pytest.raises(DatabaseError, match="distinct people"), transaction.atomic():
            update()
    assert fresh(group).state == GroupState.FORMING


def test_postgresql_counts_as_the_portal_does(forming, three, outsider, village):
    at_home(outsider, village)
    family(three[1], three[2])
    group = joined(forming, three[1], three[2], outsider)
    assert distinct_people(group).count == 3
    execute("UPDATE groups_group SET state = 'formed' WHERE id = %s", group.pk)


def test_postgresql_refuses_a_group_that_nobody_represents(group, three):
    for statement in (
        "UPDATE groups_membership SET role = 'member' WHERE group_id = %s",
        "UPDATE groups_membership SET state = 'left' WHERE group_id = %s AND role = 'representative'",
        "DELETE FROM groups_membership WHERE group_id = %s AND role = 'representative'",
    ):
        with pytest.raises(DatabaseError, match="no representative"):
            execute_at_once(statement, group.pk)


def test_counts_of_many_groups_take_as_many_queries_as_of_one(forming, three, village, django_assert_num_queries):
    joined(forming, *three[1:])
    second = founded(three[1], village, "둘째 모임")
    with django_assert_num_queries(4):
        counts = distinct_counts(Group.objects.all())
    assert counts == {forming.pk: 3, second.pk: 1}


@pytest.mark.parametrize("name", ["골목책방모임", "골목 책방 모임!", "골목·책방 모임", "ㄱ" * 3, "!!", "😀 모임"])
def test_a_name_that_is_taken_or_no_name_is_refused(forming, three, village, name):
    with pytest.raises(Refused):
        founded(three[1], village, name)


def test_a_name_is_free_in_another_village_and_after_disbanding(forming, three, village, places):
    founded(three[1], places[OKSU])
    from groups.workflow.ending import disband

    disband(forming, actor=three[0])
    assert founded(three[2], village).name == forming.name


def test_nobody_forms_more_than_three_groups_at_once(three, village):
    for number in range(3):
        founded(three[0], village, f"모임 {number}번")
    with pytest.raises(Refused):
        founded(three[0], village, "모임 4번")


# --- Invitations -------------------------------------------------------------------------------------


def test_an_invitation_is_for_one_person_and_dies_on_use(forming, three, outsider):
    made = inviting.invite(forming, actor=three[0], way="qr")
    inviting.accept(made, actor=three[1], name_public=True)
    assert membership(forming, three[1]).name_public
    with pytest.raises(Refused):
        inviting.accept(made, actor=outsider)


def test_the_token_is_kept_only_as_a_hash(forming, three):
    made = inviting.invite(forming, actor=three[0], way="link")
    row = Invitation.objects.get(pk=made.pk)
    assert row.token is None
    assert row.token_hash == hash_of(made.token) != made.token


def test_an_invitation_expires_after_fourteen_days_and_can_be_renewed(forming, three, time_machine):
    from datetime import timedelta

    from django.utils import timezone

    made = inviting.invite(forming, actor=three[0], way="link")
    time_machine.move_to(timezone.now() + timedelta(days=14, seconds=1))
    with pytest.raises(Refused):
        inviting.accept(made, actor=three[1])
    assert inviting.expire_overdue() == 1
    assert inviting.expire_overdue() == 0
    made.refresh_from_db()
    renewed = inviting.renew(made, actor=three[0])
    assert renewed.token_hash == hash_of(renewed.token)
    assert renewed.expires_at > timezone.now() + timedelta(days=13)
    inviting.accept(renewed, actor=three[1])


def test_an_outsider_cannot_invite_renew_or_take_back(forming, three, outsider, adviser):
    made = inviting.invite(forming, actor=three[0], way="link")
    for nobody in (outsider, adviser):
        for act in (
            lambda who: inviting.invite(forming, actor=who, way="link"),
            lambda who: inviting.renew(made, actor=who),
            lambda who: inviting.revoke(made, actor=who),
        ):
            with pytest.raises(NotAllowed):
                act(nobody)


def test_a_group_has_at_most_thirty_open_invitations(forming, three):
    for number in range(30):
        inviting.invite(forming, actor=three[0], way="email", email=f"n{number}@example.kr")
    with pytest.raises(Refused):
        inviting.invite(forming, actor=three[0], way="link")


def test_an_address_is_invited_once_at_a_time(forming, three):
    inviting.invite(forming, actor=three[0], way="email", email="new@example.kr")
    with pytest.raises(Refused):
        inviting.invite(forming, actor=three[0], way="email", email="NEW@example.kr")


def test_an_invitation_by_email_carries_who_asks_and_the_link(forming, three):
    made = inviting.invite(forming, actor=three[0], way="email", email="new@example.kr", words="같이 해요!")
    message = Message.objects.get(kind="group-invitation")
    assert message.address == "new@example.kr"
    for part in (three[0].name, forming.name, "같이 해요!", made.token):
        assert part in message.body


def test_somebody_without_an_account_may_decline_by_the_link(forming, three):
    made = inviting.invite(forming, actor=three[0], way="link")
    inviting.turn_down(made)
    assert Message.objects.filter(kind="group-invitation-declined", recipient=three[0]).exists()


def test_personal_values_of_an_invitation_stay_out_of_the_record(forming, three):
    from casework.models import AuditEvent

    made = inviting.invite(forming, actor=three[0], way="email", email="new@example.kr")
    inviting.renew(made, actor=three[0])
    assert not [event for event in AuditEvent.objects.all() if "new@example.kr" in str(event.changes)]


def test_every_membership_carries_the_pledge(group):
    assert Membership.objects.filter(group=group, pledge_version=1, pledged_at__isnull=False).count() == 3


def execute_at_once(sql, *values):
    """With what is checked at the end of a transaction checked now."""
    with transaction.atomic():
        execute(sql, *values)
        execute("SET CONSTRAINTS ALL IMMEDIATE")


def execute(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_the_group_falls_short_and_is_whole_again(group, three, outsider, village):
    from groups.workflow.membership import leave

    leave(membership(group, three[2]), actor=three[2])
    group = fresh(group)
    assert group.state == GroupState.FORMED
    assert group.successor_due_on is not None
    assert Message.objects.filter(kind="group-short", recipient=three[0]).exists()
    at_home(outsider, village)
    joined(group, outsider)
    assert fresh(group).successor_due_on is None


def test_forming_again_is_not_possible(group, three):
    with pytest.raises(Refused):
        life.form(group, actor=three[0])


def test_a_group_formed_later_counts_only_with_pledged_members(forming, three):
    assert formed(forming, *three[1:]).state == GroupState.FORMED
