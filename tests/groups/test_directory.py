"""What everybody may read of groups."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from groups.models import Group, Membership
from groups.workflow.ending import disband
from seoul_portal.search import CANDIDATES
from tests.cast import HONGDAE, MAPO, SEONGDONG, SEONGSU
from tests.groups.making import at_home, founded


@pytest.fixture
def shown(client):
    """The text of the directory, asked with ``query``."""

    def ask(query=""):
        answer = client.get(reverse("groups:directory") + query)
        assert answer.status_code == 200
        return answer.content.decode()

    return ask


@pytest.fixture
def elsewhere(outsider, places):
    """A forming group in the other district."""
    at_home(outsider, places[HONGDAE])
    return founded(outsider, places[HONGDAE], "서교 라디오")


def test_the_directory_is_narrowed_by_place_theme_and_state(shown, group, elsewhere, places):
    assert group.name in shown()
    assert elsewhere.name in shown()
    district = places[SEONGDONG].pk
    assert elsewhere.name not in shown(f"?district={district}")
    assert group.name in shown(f"?district={district}&village={group.village_id}")
    assert group.name not in shown("?state=forming")
    assert group.name not in shown("?theme=food")


def test_words_find_a_group_by_name_introduction_and_place(shown, group, elsewhere):
    for words in ("골목책방", "책방 모임을", "성동구"):
        text = shown(f"?q={words}")
        assert reverse("groups:group", args=[group.pk]) in text, words
        assert reverse("groups:group", args=[elsewhere.pk]) not in text, words


def test_what_is_found_elsewhere_does_not_crowd_out_the_village_that_was_chosen(shown, elsewhere, places, jiwoo):
    groups = Group.objects.bulk_create(
        Group(
            founder=jiwoo,
            name=f"라디오 {number}",
            name_key=f"라디오{number}",
            village=places[SEONGSU],
            theme="care",
            introduction="함께해요.",
        )
        for number in range(CANDIDATES + 1)
    )
    Membership.objects.bulk_create(
        Membership(user=jiwoo, group=each, role="representative", pledge_version=1) for each in groups
    )
    Group.objects.filter(pk=elsewhere.pk).update(name="소리 모임", introduction="라디오를 만들어요.")
    assert "소리 모임" not in shown("?q=라디오")  # three hundred others have the word in their name
    assert "소리 모임" in shown(f"?q=라디오&district={places[MAPO].pk}")


def test_groups_that_are_over_are_found_only_when_asked_for(shown, forming, jiwoo):
    disband(forming, actor=jiwoo)
    assert forming.name not in shown()
    assert forming.name in shown("?state=disbanded")


@pytest.mark.parametrize("query", ["?district=x", "?district=99999", "?village=1", "?state=x", "?q=%00", "?before=x"])
def test_nonsense_in_the_address_breaks_nothing(shown, group, query):
    shown(query)


def test_a_public_page_names_only_those_who_allowed_it(client, group, three):
    jiwoo, seoyeon, minjun = three
    path = reverse("groups:group", args=[group.pk])
    assert not [each for each in three if each.name in client.get(path).content.decode()]
    group.memberships.filter(user=seoyeon).update(name_public=True)
    page = client.get(path).content.decode()
    assert seoyeon.name in page
    assert jiwoo.name not in page
    assert minjun.name not in page
    assert seoyeon.email not in page


def test_a_group_that_is_not_listed_has_no_public_page(client, shown, group):
    Group.objects.filter(pk=group.pk).update(listed=False)
    assert client.get(reverse("groups:group", args=[group.pk])).status_code == 404
    assert group.name not in shown()


def test_a_village_and_its_district_show_their_groups(client, group, elsewhere):
    cache.clear()
    village = group.village
    for path in (village.get_absolute_url(), village.district.get_absolute_url()):
        page = client.get(path).content.decode()
        assert group.name in page, path
        assert elsewhere.name not in page, path
