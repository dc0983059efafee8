"""Pages of places, of a person's own villages, and of staff: what they show, and to whom."""

import pytest
from django.core import mail
from django.urls import reverse

from casework.models import AuditEvent, PersonalDataAccess
from tests.cast import OKSU, SEONGDONG, SEONGSU, sign_in
from villages.enums import Role
from villages.models import IdentityVisit, OpeningHours, Posting, Tie, Village
from villages.workflow import posting as postings
from villages.workflow import tie as ties
from villages.workflow import visit as visits

YONGSIN = "1123053600"


def at(name, *args):
    return reverse(f"villages:{name}", args=args)


# --- Places ------------------------------------------------------------------------------------------


def test_the_map_and_the_table_name_every_district(client, city):
    page = client.get(at("seoul")).content.decode()

    present = [place for place in city.values() if hasattr(place, "tile_row")]
    for district in present:
        assert page.count(f'href="{district.get_absolute_url()}"') == 2
    assert page.count("<rect") == len(present)


@pytest.mark.parametrize(("language", "name"), [("ko", "성수1가1동"), ("en", "Seongsu 1-ga 1-dong")])
def test_a_village_shows_its_center_in_both_languages(client, center, language, name):
    page = client.get(at("village", SEONGDONG, SEONGSU), headers={"accept-language": language}).content.decode()

    assert name in page
    assert center.phone in page


def test_a_closed_village_shows_what_followed_it_and_no_offices(client, city):
    page = client.get(at("village", city[YONGSIN].district.code, YONGSIN)).content.decode()

    for code in ("1123051500", "1123053300"):
        assert city[code].get_absolute_url() in page
    assert "office-card" not in page


def test_a_former_code_leads_to_the_present_page(client, places):
    Village.objects.filter(code=SEONGSU).update(former_codes=["1120099999"])

    response = client.get(at("village", SEONGDONG, "1120099999"))
    assert (response.status_code, response.url) == (301, at("village", SEONGDONG, SEONGSU))
    assert client.get(at("village", "11440", SEONGSU)).url == at("village", SEONGDONG, SEONGSU)


@pytest.mark.parametrize("path", ["/villages/99999/", "/villages/11200/9999999999/", "/villages/offices/9/"])
def test_an_unknown_place_is_not_found(client, places, path):
    assert client.get(path).status_code == 404


def test_a_closed_office_is_no_longer_shown(client, center):
    center.active = False
    center.save()

    assert client.get(center.get_absolute_url()).status_code == 404
    assert center.name not in client.get(at("village", SEONGDONG, SEONGSU)).content.decode()


def test_a_search_says_how_many_places_it_found(client, places):
    page = client.get(at("search"), {"q": "성수"}).content.decode()

    assert "“성수” 검색 결과 2곳" in page


def test_the_main_menu_marks_public_pages_only(client, places, jiwoo):
    client.force_login(jiwoo)
    current = f'href="{at("seoul")}" aria-current'

    assert current in client.get(at("village", SEONGDONG, SEONGSU)).content.decode()
    assert current not in client.get(at("my-villages")).content.decode()


def test_a_search_without_result_says_what_to_try(client, places):
    page = client.get(at("search"), {"q": "부산"}).content.decode()

    assert "“부산” 이름의 마을을 찾지 못했습니다" in page


# --- My villages -------------------------------------------------------------------------------------


def test_a_resident_may_add_and_end_a_village(client, places, jiwoo):
    client.force_login(jiwoo)
    found = client.get(at("my-villages"), {"q": "성수1가1"}).content.decode()
    assert at("add-tie", SEONGDONG, SEONGSU) in found

    client.post(at("add-tie", SEONGDONG, SEONGSU), {"basis": "lives"})
    tie = Tie.objects.get(user=jiwoo, ended_on=None)
    assert AuditEvent.objects.get(verb="tie.declared").changes == {"village": ["", "●"], "basis": ["", "●"]}

    client.post(at("end-tie", tie.pk))
    client.post(at("end-tie", tie.pk))
    assert not Tie.objects.current().exists()
    assert AuditEvent.objects.filter(verb="tie.ended").count() == 1


def test_a_resident_cannot_live_in_two_villages(client, places, jiwoo):
    client.force_login(jiwoo)
    client.post(at("add-tie", SEONGDONG, SEONGSU), {"basis": "lives"})
    response = client.post(at("add-tie", SEONGDONG, OKSU), {"basis": "lives"})

    assert response.status_code == 422
    assert "사는 마을이 이미 있습니다" in response.content.decode()
    assert client.post(at("add-tie", SEONGDONG, OKSU), {"basis": "works"}).status_code == 302


def test_a_resident_cannot_add_a_closed_village(client, city, jiwoo):
    client.force_login(jiwoo)
    response = client.post(at("add-tie", city[YONGSIN].district.code, YONGSIN), {"basis": "lives"})

    assert response.status_code == 422
    assert not Tie.objects.exists()


def test_a_resident_cannot_end_the_tie_of_another(client, places, jiwoo, outsider):
    tie = Tie.objects.create(user=outsider, village=places[SEONGSU], basis="works")
    client.force_login(jiwoo)

    assert client.post(at("end-tie", tie.pk)).status_code == 404
    assert Tie.objects.current().filter(pk=tie.pk).exists()


# --- Confirming an identity --------------------------------------------------------------------------


def test_a_resident_may_ask_an_office_of_their_village_and_no_other(
    client, center, other_center, district_office, jiwoo
):
    Tie.objects.create(user=jiwoo, village=center.villages.first(), basis="lives")
    client.force_login(jiwoo)
    page = client.get(at("identity")).content.decode()
    assert center.name in page
    assert district_office.name in page
    assert other_center.name not in page

    assert client.post(at("identity"), {"office": other_center.pk}).status_code == 422
    visit_page = client.post(at("identity"), {"office": center.pk}).url
    assert client.get(at("identity")).url == visit_page
    assert client.get(visit_page).status_code == 200


def test_staff_may_confirm_a_visit_and_their_look_is_recorded(client, center, adviser, jiwoo):
    visit = visits.request(jiwoo, center)
    sign_in(client, adviser)
    page = client.get(visit.get_absolute_url()).content.decode()
    assert jiwoo.email in page
    access = PersonalDataAccess.objects.get()
    assert (access.reader, access.person, access.acting_as) == (adviser, jiwoo, "성수 마을센터 상담사")

    step = reverse("casework:step", args=["identityvisit", visit.pk, "confirm"])
    assert client.post(step, {"seen": "requested"}).status_code == 422
    client.post(step, {"seen": "requested", "document": "passport"})
    assert jiwoo.identity_confirmations.exists()


def test_staff_of_another_center_cannot_open_a_visit(client, center, other_adviser, jiwoo):
    visit = visits.request(jiwoo, center)
    sign_in(client, other_adviser)

    assert client.get(visit.get_absolute_url()).status_code == 404
    assert not PersonalDataAccess.objects.exists()


def test_staff_without_second_factor_read_no_contact_details(client, center, adviser, jiwoo):
    visit = visits.request(jiwoo, center)
    sign_in(client, adviser, second_factor=False)
    response = client.get(visit.get_absolute_url())

    assert response.status_code == 302
    assert response.url.startswith(reverse("second-factor"))
    assert not PersonalDataAccess.objects.exists()


def test_staff_without_second_factor_confirm_nothing(client, center, adviser, jiwoo):
    visit = visits.request(jiwoo, center)
    sign_in(client, adviser, second_factor=False)
    step = reverse("casework:step", args=["identityvisit", visit.pk, "confirm"])
    response = client.post(step, {"seen": "requested", "document": "passport"})

    assert response.url.startswith(reverse("second-factor"))
    assert not jiwoo.identity_confirmations.exists()


# --- Postings and offices ----------------------------------------------------------------------------


def test_hours_cannot_be_asked_for_by_the_thousand(client, center, district_officer):
    """The number of lines stands in the page, where anybody may change it; drawing them takes the server's time."""
    sign_in(client, district_officer)
    counts = {f"{name}-{count}": "0" for name in ("hours", "special") for count in ("TOTAL_FORMS", "INITIAL_FORMS")}
    greedy = counts | {"hours-TOTAL_FORMS": "9" * 18, "special-TOTAL_FORMS": "9" * 18}
    response = client.post(at("edit-office", center.pk), greedy)
    assert response.status_code == 422
    assert len(response.context["hours"].forms) < 50
    assert len(response.context["special"].forms) < 250
    assert response.context["hours"].non_form_errors()[0] in response.text


def test_an_officer_may_propose_by_address_and_the_person_reads_it(client, center, district_officer, jiwoo):
    sign_in(client, district_officer)
    values = {"email": "JIWOO@example.kr", "role": "adviser", "starts_on": "2030-01-01"}
    assert client.post(at("propose", center.pk), values | {"email": "nobody@example.kr"}).status_code == 422
    assert client.post(at("propose", center.pk), values | {"role": "administrator"}).status_code == 422
    page = client.post(at("propose", center.pk), values).url

    posting = Posting.objects.get(person=jiwoo)
    assert page == posting.get_absolute_url()
    client.force_login(jiwoo)
    shown = client.get(page).content.decode()
    assert "2차 인증" in shown, "the button is there, with what stands in its way"


def test_advisers_cannot_propose(client, center, adviser):
    sign_in(client, adviser)

    assert client.get(at("propose", center.pk)).status_code == 404


def test_a_posting_is_read_by_its_person_without_second_factor(client, center, jiwoo, administrator):
    posting = postings.propose(jiwoo, center, Role.ADVISER, actor=administrator)
    client.force_login(jiwoo)
    assert client.get(posting.get_absolute_url()).status_code == 200

    client.force_login(administrator)
    assert client.get(posting.get_absolute_url()).status_code == 302


def test_an_adviser_may_change_hours_of_their_center_only(client, center, other_center, adviser):
    OpeningHours.objects.create(office=center, weekday=0, opens="09:00", closes="18:00")
    sign_in(client, adviser)
    row = center.hours.get()
    values = {
        "phone": "02-000-9999", "email": "", "address_ko": center.address_ko, "address_en": center.address_en,
        "directions_ko": "", "directions_en": "",
        "hours-TOTAL_FORMS": 2, "hours-INITIAL_FORMS": 1,
        "hours-0-id": row.pk, "hours-0-weekday": 0, "hours-0-opens": "10:00", "hours-0-closes": "18:00",
        "hours-1-weekday": 5, "hours-1-opens": "10:00", "hours-1-closes": "13:00",
        "special-TOTAL_FORMS": 1, "special-INITIAL_FORMS": 0, "special-0-day": "2030-01-02",
    }  # fmt: skip
    assert client.post(at("edit-office", other_center.pk), values).status_code == 404
    wrong = client.post(at("edit-office", center.pk), values | {"hours-1-closes": "09:00"})
    assert wrong.status_code == 422
    assert client.post(at("edit-office", center.pk), values).status_code == 302

    changes = AuditEvent.objects.get(verb="office.changed").changes
    assert changes["hours"] == [["0 09:00–18:00"], ["0 10:00–18:00", "5 10:00–13:00"]]
    assert changes["phone"] == ["02-000-0001", "02-000-9999"]


def test_saving_unchanged_details_records_nothing(client, center, adviser):
    sign_in(client, adviser)
    fields = ("phone", "email", "address_ko", "address_en", "directions_ko", "directions_en")
    values = {name: getattr(center, name) for name in fields}
    forms = {f"{prefix}-{count}": 0 for prefix in ("hours", "special") for count in ("TOTAL_FORMS", "INITIAL_FORMS")}
    client.post(at("edit-office", center.pk), values | forms)

    assert not AuditEvent.objects.filter(verb="office.changed").exists()


def test_the_queue_shows_who_waits_at_my_counter(client, center, other_center, adviser, jiwoo, outsider):
    visits.request(jiwoo, center)
    visits.request(outsider, other_center)
    sign_in(client, adviser)

    for page in (at("staff"), at("visits"), at("visits") + "?whose=unassigned"):
        shown = client.get(page).content.decode()
        assert jiwoo.name in shown
        assert outsider.name not in shown
    assert jiwoo.name not in client.get(at("visits") + "?whose=mine").content.decode()
    assert IdentityVisit.objects.count() == 2
    assert mail.outbox == []


@pytest.mark.parametrize(
    "query", ["?page=x", "?page=99999999999999999999", "?who=%00", "?role=nobody", "?state=active"]
)
def test_lists_bear_odd_questions(client, administrator, query):
    sign_in(client, administrator)

    for page in ("postings", "offices", "visits"):
        assert client.get(at(page) + query).status_code in {200, 404}


@pytest.mark.parametrize("model", ["district", "village", "office", "posting", "identityvisit"])
def test_an_administrator_keeps_places_and_reads_postings_in_the_administration(client, staff, model):
    sign_in(client, staff[-1])

    assert client.get(reverse(f"admin:villages_{model}_changelist")).status_code == 200
    adding = client.get(reverse(f"admin:villages_{model}_add")).status_code
    assert adding == (403 if model in {"posting", "identityvisit"} else 200)


def test_the_administration_records_hours_and_villages(client, center, places, administrator):
    sign_in(client, administrator)
    fields = (
        "kind",
        "name_ko",
        "name_en",
        "address_ko",
        "address_en",
        "phone",
        "email",
        "directions_ko",
        "directions_en",
    )
    values = {name: getattr(center, name) for name in fields} | {
        "active": "on", "district": center.district_id, "villages": [places[OKSU].pk],
        "hours-TOTAL_FORMS": 1, "hours-INITIAL_FORMS": 0,
        "hours-0-weekday": 0, "hours-0-opens": "09:00", "hours-0-closes": "18:00", "hours-0-office": center.pk,
        "special_days-TOTAL_FORMS": 0, "special_days-INITIAL_FORMS": 0,
    }  # fmt: skip
    response = client.post(reverse("admin:villages_office_change", args=[center.pk]), values)

    assert response.status_code == 302, response.context["errors"]
    changes = AuditEvent.objects.filter(verb="office.changed").last().changes
    assert changes["hours"] == [[], ["0 09:00–18:00"]]
    assert changes["villages"] == [[SEONGSU, "1120066000"], [OKSU]]


# --- What is held about a person ---------------------------------------------------------------------


def test_all_data_holds_villages_postings_and_visits(center, adviser, places):
    from accounts import data

    Tie.objects.create(user=adviser, village=places[SEONGSU], basis="works")
    everything = data.gathered(adviser)

    assert everything["villages"][0]["village"] == "성수1가1동"
    assert everything["postings"][0]["office"] == "성수 마을센터"
    assert everything["identity_visits"] == []


def test_an_account_with_a_posting_is_not_closed(adviser, jiwoo):
    from accounts import data

    assert any("성수 마을센터 상담사" in sentence for sentence in data.objections(adviser))
    assert data.objections(jiwoo) == []


def test_a_closed_account_leaves_no_tie_and_no_visit(center, jiwoo, places):
    from accounts import data

    Tie.objects.create(user=jiwoo, village=places[SEONGSU], basis="lives")
    visits.request(jiwoo, center)
    for section in data.sections():
        if section.name in {"villages", "identity_visits"}:
            section.eraser(jiwoo)

    assert not Tie.objects.filter(user=jiwoo).exists()
    assert not IdentityVisit.objects.filter(person=jiwoo).exists()


def test_my_desk_names_my_villages_and_asks_only_those_who_have_none(client, jiwoo, outsider, places):
    ties.declare(jiwoo, places[SEONGSU], "lives")
    mine = sign_in(client, jiwoo).get(reverse("desk")).content.decode()
    assert places[SEONGSU].get_absolute_url() in mine
    assert reverse("villages:my-villages") in sign_in(client, outsider).get(reverse("desk")).content.decode()
    assert places[SEONGSU].get_absolute_url() not in client.get(reverse("desk")).content.decode()
