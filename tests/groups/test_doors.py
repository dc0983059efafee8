"""Every page and step of a group × everybody: members go in, nobody else does, whatever their post."""

import pytest
from django.urls import reverse

from casework import permissions
from groups.enums import Role
from groups.models import Group, Invitation, JoinRequest, Membership, Succession, Vote
from groups.workflow import invitation as inviting
from groups.workflow import joining, succession
from groups.workflow import membership as members
from tests.cast import sign_in
from tests.groups.making import agreed, fresh, joined, membership

STAFF = (
    "adviser", "triage_officer", "other_adviser", "district_officer", "division_official", "division_director",
    "reviewer", "auditor", "administrator",
)  # fmt: skip
ROOMS = (
    "groups:desk", "groups:people", "groups:successor", "groups:invitations", "groups:invite", "groups:votes",
    "groups:open-vote",
)  # fmt: skip


@pytest.fixture
def full(group, three, outsider):
    """A group in which something of every kind is open; returns its rows by kind."""
    from datetime import timedelta

    from django.utils import timezone

    from groups.workflow import vote

    members.give_role(membership(group, three[1]), actor=three[0], role=Role.OPERATOR)
    group = fresh(group)
    return {
        "group": group,
        "invitation": inviting.invite(group, actor=three[2], way="link"),
        "joinrequest": joining.ask(group, actor=outsider),
        "succession": succession.name_successor(group, actor=three[0], successor=membership(group, three[1])),
        "vote": vote.open_vote(group, actor=three[2], question="?", closes_at=timezone.now() + timedelta(days=1)),
        "membership": membership(group, three[2]),
    }


def paths(full) -> list[str]:
    rooms = [reverse(name, args=[full["group"].pk]) for name in ROOMS]
    return [*rooms, reverse("groups:invitation", args=[full["invitation"].pk]), full["vote"].get_absolute_url()]


def test_members_enter_every_room(client, full, three):
    for person in three:
        sign_in(client, person)
        for path in paths(full):
            assert client.get(path).status_code == 200, (person, path)


@pytest.mark.parametrize("who", [*STAFF, "outsider"])
def test_to_everybody_else_the_rooms_do_not_exist(client, full, who, request):
    sign_in(client, request.getfixturevalue(who))
    posts = [
        reverse("groups:publicity", args=[full["group"].pk]),
        reverse("groups:renew", args=[full["invitation"].pk]),
    ]
    for path in paths(full):
        assert client.get(path).status_code == 404, path
        assert client.post(path).status_code == 404, path
    for path in posts:
        assert client.post(path).status_code == 404, path


def test_a_former_member_finds_no_room_any_more(client, full, three):
    members.leave(full["membership"], actor=three[2])
    sign_in(client, three[2])
    for path in paths(full):
        assert client.get(path).status_code == 404, path


def test_a_visitor_is_asked_to_sign_in(client, full):
    for path in paths(full):
        assert client.get(path).status_code == 302, path


@pytest.mark.parametrize("who", [*STAFF, "outsider"])
def test_nobody_else_takes_a_step_by_its_address(client, full, who, request):
    person = request.getfixturevalue(who)
    sign_in(client, person)
    own = {("joinrequest", "withdraw")} if who == "outsider" else set()
    from casework.lifecycle import Lifecycle

    for name, row in full.items():
        for step in Lifecycle.registered[name].steps:
            path = reverse("casework:step", args=[name, row.pk, step])
            expected = 200 if (name, step) in own else 404
            assert client.get(path).status_code == expected, path


# One line per permission and moment: who among representative, operator, member, outsider and the village's adviser.
TABLE = {
    "group": {
        "groups.enter_group": "representative operator member",
        "groups.view_group": "representative operator member adviser",
        "groups.form_group": "representative",
        "groups.pause_group": "representative operator",
        "groups.return_group": "representative operator",
        "groups.change_course_of_group": "representative operator",
        "groups.change_form_of_group": "representative",
        "groups.disband_group": "representative operator",
        "groups.invite": "representative operator member",
        "groups.name_successor": "representative operator member",
        "groups.name_any_successor": "representative",
        "groups.open_vote": "representative operator member",
    },
    "membership": {
        "groups.view_membership": "representative operator member adviser",
        "groups.leave_membership": "member",
        "groups.give_role": "representative",
        "groups.give_back_role": "",
        "groups.change_publicity": "member",
    },
    "invitation": {
        "groups.view_invitation": "representative operator member",
        "groups.accept_invitation": "outsider adviser",
        "groups.decline_invitation": "outsider adviser",
        "groups.renew_invitation": "representative operator member",
        "groups.revoke_invitation": "representative operator member",
    },
    "joinrequest": {
        "groups.view_joinrequest": "representative operator member outsider",
        "groups.agree_joinrequest": "representative operator member",
        "groups.decline_joinrequest": "representative operator",
        "groups.withdraw_joinrequest": "outsider",
    },
    "succession": {
        "groups.view_succession": "representative operator member",
        "groups.answer_succession": "operator",
        "groups.withdraw_succession": "representative",
    },
    "vote": {
        "groups.view_vote": "representative operator member",
        "groups.cast_ballot": "representative operator member",
        "groups.cancel_vote": "member",
    },
}


@pytest.mark.parametrize(("kind", "permission"), [(kind, name) for kind, rows in TABLE.items() for name in rows])
def test_who_holds_a_permission(full, three, outsider, adviser, kind, permission):
    cast = dict(zip(("representative", "operator", "member"), three, strict=True))
    cast |= {"outsider": outsider, "adviser": adviser}
    row = fresh(full[kind])
    held = [name for name, person in cast.items() if person.has_perm(permission, row)]
    assert held == TABLE[kind][permission].split()


def test_every_permission_of_this_half_stands_in_the_table():
    from groups import rules

    half = (rules.GROUP, rules.MEMBERSHIP, rules.INVITATION, rules.JOIN_REQUEST, rules.SUCCESSION, rules.VOTE)
    named = {name for table in half for name in table} - {"groups.found_group"}
    assert named <= {name for rows in TABLE.values() for name in rows}
    assert named <= set(permissions.names())


def test_while_a_group_forms_only_its_representative_may_disband_it(forming, three):
    group = joined(forming, three[1])
    members.give_role(membership(group, three[1]), actor=three[0], role=Role.OPERATOR)
    group = fresh(group)
    assert [person.has_perm("groups.disband_group", group) for person in three[:2]] == [True, False]


@pytest.mark.parametrize("who", [*STAFF, "outsider", "jiwoo", "seoyeon", "minjun"])
def test_what_a_person_sees_in_a_list_is_what_they_may_view(full, who, request):
    person = request.getfixturevalue(who)
    for model in (Group, Membership, Invitation, JoinRequest, Succession, Vote):
        seen = set(model.objects.visible_to(person))
        permission = f"groups.view_{model._meta.model_name}"
        assert seen == {row for row in model.objects.all() if person.has_perm(permission, row)}, model


# --- What pages do -----------------------------------------------------------------------------------


def test_a_founder_without_a_village_is_led_to_add_one(client, outsider, places):
    sign_in(client, outsider)
    page = client.get(reverse("groups:found"))
    assert reverse("villages:my-villages") in page.text
    assert client.post(reverse("groups:found"), {"name": "x"}).status_code == 422


def test_founding_needs_the_pledge_and_keeps_what_was_typed(client, three, village):
    sign_in(client, three[0])
    given = {"name": "성수 텃밭", "village": village.pk, "theme": "food", "introduction": "텃밭을 가꿔요."}
    answer = client.post(reverse("groups:found"), given)
    assert answer.status_code == 422
    assert "성수 텃밭" in answer.text
    assert client.post(reverse("groups:found"), {**given, "pledge": "on"}).status_code == 302
    assert Group.objects.get().village == village


def test_an_invited_visitor_reads_who_asks_and_may_decline_without_an_account(client, forming, three):
    made = inviting.invite(forming, actor=three[0], way="link", words="같이 해요!")
    path = reverse("groups:invited", args=[made.token])
    page = client.get(path).text
    for words in (three[0].name, forming.name, forming.introduction, "같이 해요!"):
        assert words in page
    assert f"{reverse('account_signup')}?next={path}" in page
    assert client.post(path, {"decline": "1"}).status_code == 200
    assert fresh(made).state == "declined"
    assert client.get(path).status_code == 404


def test_joining_by_a_link_needs_the_pledge(client, forming, three):
    made = inviting.invite(forming, actor=three[0], way="link")
    path = reverse("groups:invited", args=[made.token])
    assert client.post(path, {"pledge": "on"}).url.startswith(reverse("account_login"))
    sign_in(client, three[1])
    assert client.post(path, {"accept": "1"}).status_code == 422
    assert client.post(path, {"pledge": "on"}).status_code == 302
    assert membership(forming, three[1])
    assert client.get(path).url == forming.get_absolute_url()


def test_a_link_is_shown_once(client, forming, three):
    sign_in(client, three[0])
    path = f"{reverse('groups:invite', args=[forming.pk])}?way=qr"
    page = client.post(path, {"words": ""}, follow=True)
    assert "/invitation/" in page.text
    assert "<svg" in page.text
    assert page.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert "/invitation/" not in client.get(page.request["PATH_INFO"]).text.replace("/do/invitation/", "")


def test_the_address_of_an_invited_person_is_shown_only_to_whoever_typed_it(client, forming, three):
    group = joined(forming, three[1])
    inviting.invite(group, actor=three[0], way="email", email="secret@example.kr")
    for person, seen in ((three[0], True), (three[1], False)):
        sign_in(client, person)
        page = client.get(reverse("groups:invitations", args=[group.pk])).text
        assert ("secret@example.kr" in page) == seen
        assert "secret@example.kr" not in client.get(group.get_absolute_url()).text


def test_a_member_chooses_whether_the_name_is_public(client, group, three):
    sign_in(client, three[1])
    for box, expected in (({"name_public": "on"}, True), ({}, False)):
        client.post(reverse("groups:publicity", args=[group.pk]), box)
        assert membership(group, three[1]).name_public is expected


def test_a_group_that_is_not_listed_cannot_be_asked(client, group, outsider):
    sign_in(client, outsider)
    assert client.get(reverse("groups:ask", args=[group.pk])).status_code == 200
    Group.objects.filter(pk=group.pk).update(listed=False)
    assert client.get(reverse("groups:ask", args=[group.pk])).status_code == 404


def test_results_of_a_vote_are_hidden_until_it_closes(client, full, three):
    from groups.workflow import vote as voting

    voting.cast(full["vote"], actor=three[1], choice="no")
    sign_in(client, three[0])
    page = client.get(full["vote"].get_absolute_url())
    assert page.context["counts"] == [("찬성", None), ("반대", None), ("기권", None)]
    assert 'member-note">반대' not in page.text


def test_a_disbanded_group_is_read_only(client, group, three):
    from groups.workflow.ending import disband

    agreed(group, "disband")
    disband(fresh(group), actor=three[0])
    sign_in(client, three[1])
    assert client.get(group.get_absolute_url()).status_code == 200
    assert client.get(reverse("groups:open-vote", args=[group.pk])).status_code == 404
    assert client.post(reverse("groups:invite", args=[group.pk]), {"invite": "1"}).status_code == 422
