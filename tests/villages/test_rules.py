"""Who may do what: one test per moment, everybody in it."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from casework.acting import Acting, acting
from tests.cast import OKSU, SEONGSU, person, posted
from villages import queries, rules
from villages.enums import ROLES_AT, Role
from villages.models import IdentityVisit, Office, Posting, Village

CAST = (
    "jiwoo", "adviser", "triage_officer", "other_adviser", "district_officer", "division_official",
    "division_director", "reviewer", "auditor", "administrator",
)  # fmt: skip


@pytest.fixture
def cast(request, db):
    return {name: request.getfixturevalue(name) for name in CAST}


def those(cast, permission, obj=None):
    return {name for name, user in cast.items() if user.has_perm(permission, obj)}


def again(user):
    """The same person as the next request reads them."""
    return get_user_model().objects.get(pk=user.pk)


def test_only_an_administrator_opens_the_administration(cast):
    assert those(cast, "villages.use_admin") == {"administrator"}


def test_everybody_with_a_posting_uses_staff_pages(cast):
    assert those(cast, "villages.use_staff_pages") == set(CAST) - {"jiwoo"}


def test_an_office_is_seen_by_its_people_and_those_above(cast, center):
    assert those(cast, "villages.view_office_desk", center) == {
        "adviser", "triage_officer", "district_officer", "division_official", "division_director", "administrator",
    }  # fmt: skip


def test_a_list_shows_exactly_the_offices_that_may_be_opened(cast, council):
    for name, user in cast.items():
        listed = set(queries.offices_overseen_by(user))
        assert listed == {each for each in Office.objects.all() if user.has_perm("villages.view_office_desk", each)}, (
            name
        )


def test_a_list_shows_exactly_the_postings_that_may_be_opened(cast, center):
    Posting.objects.create(person=cast["jiwoo"], office=center, role=Role.ADVISER)
    everything = set(Posting.objects.all())
    for name, user in cast.items():
        assert set(Posting.objects.visible_to(user)) == {
            each for each in everything if user.has_perm("villages.view_posting", each)
        }, name
    assert not Posting.objects.visible_to(AnonymousUser()).exists()


def test_a_list_shows_exactly_the_visits_that_may_be_opened(cast, center, other_center, outsider):
    for user, office in ((cast["jiwoo"], center), (outsider, other_center), (cast["adviser"], other_center)):
        IdentityVisit.objects.create(person=user, office=office)
    for name, user in cast.items():
        assert set(IdentityVisit.objects.visible_to(user)) == {
            each for each in IdentityVisit.objects.all() if user.has_perm("villages.view_identityvisit", each)
        }, name
    assert not IdentityVisit.objects.visible_to(AnonymousUser()).exists()


def test_each_role_may_be_proposed_by_the_right_people(cast, center, district_office, division, council):
    above = {"division_official", "division_director", "administrator"}
    expected = {
        center: above | {"district_officer"},
        district_office: above,
    }
    for office, people in expected.items():
        for role in ROLES_AT[office.kind]:
            assert {name for name, user in cast.items() if rules.may_propose(user, office, role)} == people, role
    for office, role in ((division, Role.ADMINISTRATOR), (division, Role.DIVISION_DIRECTOR), (council, Role.AUDITOR)):
        assert {name for name, user in cast.items() if rules.may_propose(user, office, role)} == {"administrator"}, role
    assert not rules.may_propose(cast["administrator"], center, Role.AUDITOR)


def test_a_visit_is_confirmed_only_at_its_own_counter(cast, center):
    visit = IdentityVisit.objects.create(person=cast["jiwoo"], office=center)

    assert those(cast, "villages.confirm_identityvisit", visit) == {"adviser", "triage_officer"}


def test_nobody_confirms_their_own_visit(cast, center):
    visit = IdentityVisit.objects.create(person=cast["adviser"], office=center)

    assert those(cast, "villages.confirm_identityvisit", visit) == {"triage_officer"}
    assert those(cast, "villages.withdraw_identityvisit", visit) == {"adviser"}


@pytest.mark.parametrize(
    ("fields", "in_force"),
    [
        ({}, True),
        ({"state": "ended"}, False),
        ({"starts_on": "2026-06-02"}, False),
        ({"starts_on": "2026-05-01", "ends_on": "2026-05-31"}, False),
        ({"starts_on": "2026-05-01", "ends_on": "2026-06-01"}, True),
    ],
)
def test_a_posting_gives_its_role_only_between_its_days(adviser, time_machine, fields, in_force):
    # 00:30 on the first of June in Seoul; still May elsewhere.
    time_machine.move_to("2026-05-31T15:30:00Z", tick=False)
    Posting.objects.update(**{"starts_on": "2026-05-01"} | fields)

    posting = Posting.objects.get(person=adviser)
    assert rules.has_role(again(adviser), Role.ADVISER) == in_force
    assert posting.is_in_force == in_force
    assert Posting.objects.in_force().exists() == in_force


def test_a_closed_account_holds_no_role(adviser):
    adviser.is_active = False

    assert not adviser.has_perm("villages.use_staff_pages")
    assert rules.active_postings(adviser) == []


def test_scope_follows_the_office(cast, places):
    seongsu, oksu = Village.objects.get(code=SEONGSU), Village.objects.get(code=OKSU)
    works = rules.works_for(lambda village: village)

    assert {name for name, user in cast.items() if works.test(user, seongsu)} == {
        "adviser", "triage_officer", "district_officer", "division_official", "division_director",
    }  # fmt: skip
    assert {name for name, user in cast.items() if rules.is_adviser_for(oksu).test(user)} == {"other_adviser"}
    for name, user in cast.items():
        assert set(queries.villages_of(user)) == {each for each in Village.objects.all() if works.test(user, each)}, (
            name
        )


def test_postings_are_read_once_per_request(adviser, django_assert_num_queries):
    user = again(adviser)
    with django_assert_num_queries(1):
        for _ in range(3):
            user.has_perm("villages.use_staff_pages")
            user.has_perm("villages.view_office_desk", user.postings.model.objects.none().first())


def test_a_person_acts_in_the_nearest_office_that_covers_the_file(adviser, center, division, other_center, outsider):
    posted(adviser, division, Role.REVIEWER)
    user, posting = again(adviser), Posting.objects.get(office=center)

    assert acting(user, center) == Acting(posting.pk, "성수 마을센터 상담사")
    assert acting(user, other_center).label == "지역공동체과 심사위원"
    assert acting(user, IdentityVisit(person=outsider, office=center)).posting_id == posting.pk


def test_a_person_acts_in_no_posting_in_their_own_affairs(adviser, other_adviser, center):
    assert acting(adviser, adviser) == Acting()
    assert acting(adviser, IdentityVisit(person=adviser, office=center)) == Acting()
    assert acting(other_adviser, center) == Acting()
    assert acting(None, center) == Acting()


def test_nobody_acts_in_a_posting_that_ended_yesterday(adviser, center):
    yesterday = timezone.localdate() - timezone.timedelta(days=1)
    Posting.objects.update(starts_on=yesterday, ends_on=yesterday)

    assert acting(again(adviser), center) == Acting()


def test_people_without_posting_cost_one_query(db, django_assert_num_queries):
    user = person("홍길동", "gildong@example.kr")
    with django_assert_num_queries(1):
        assert not user.has_perm("villages.use_staff_pages")
        assert not user.has_perm("villages.use_admin")
