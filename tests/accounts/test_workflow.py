"""Consents, family ties, corrections, details and the end of an account."""

import datetime as dt
import json
import re

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import data, queries
from accounts.enums import DestructionReason, Purpose, TieState
from accounts.models import Consent, ConsentText, DestructionRecord, FamilyTie, User
from accounts.tasks import forget_unconfirmed
from accounts.workflow import closing, consents, corrections, family, people
from casework.lifecycle import NotAllowed, Refused
from casework.models import AuditEvent, PersonalDataAccess
from notices.models import Message
from tests.cast import PASSWORD, person, sign_in


def text_of(purpose: str) -> ConsentText:
    return next(text for text in queries.texts_in_force() if text.purpose == purpose)


def told(user, kind: str) -> bool:
    return Message.objects.filter(recipient=user, kind=kind).exists()


# --- Consents ----------------------------------------------------------------------------------------


def test_a_person_gives_and_withdraws_each_consent_separately(jiwoo):
    consents.give(jiwoo, [text_of(Purpose.NEWS), text_of(Purpose.TELEPHONE)])
    consents.withdraw(jiwoo, Purpose.NEWS)
    assert not queries.has_consented(jiwoo, Purpose.NEWS)
    assert queries.has_consented(jiwoo, Purpose.TELEPHONE)
    verbs = list(AuditEvent.objects.filter(actor=jiwoo).values_list("verb", flat=True))
    assert verbs == ["consent.given", "consent.given", "consent.withdrawn"]


def test_giving_a_consent_twice_changes_nothing(jiwoo):
    assert len(consents.give(jiwoo, [text_of(Purpose.NEWS)])) == 1
    assert consents.give(jiwoo, [text_of(Purpose.NEWS)]) == []


def test_withdrawing_the_consent_to_a_telephone_number_destroys_it(jiwoo):
    people.change_details(jiwoo, phone="010-1234-5678", telephone_consent=True)
    consents.withdraw(jiwoo, Purpose.TELEPHONE)
    assert User.objects.get(pk=jiwoo.pk).phone == ""


def test_the_consent_on_which_the_account_rests_leads_to_closing(client, jiwoo):
    with pytest.raises(consents.EndsAccount):
        consents.withdraw(jiwoo, Purpose.ACCOUNT)
    sign_in(client, jiwoo)
    answer = client.post(reverse("accounts:withdraw-consent", args=[text_of(Purpose.ACCOUNT).pk]))
    assert answer.url == reverse("accounts:close")


def test_a_new_version_of_a_required_text_is_asked_at_the_next_sign_in(client, jiwoo, log_in):
    old = text_of(Purpose.ACCOUNT)
    said = {field.name: getattr(old, field.name) for field in ConsentText._meta.fields if field.name != "id"}
    new = ConsentText.objects.create(**said | {"version": 2, "published_at": timezone.now()})
    page = log_in(client, jiwoo.email, next=reverse("accounts:me")).url
    assert page == f"{reverse('accounts:new-consents')}?next=%2Fme%2F"
    assert client.get(page).status_code == 200
    assert client.post(page, {"next": "/me/"}).status_code == 200  # not ticked
    assert client.post(page, {"next": "/me/", f"consent_{new.pk}": "on"}).url == "/me/"
    client.logout()
    assert log_in(client, jiwoo.email).url == reverse("desk")


def test_a_text_that_is_not_yet_published_is_not_asked(jiwoo):
    old = text_of(Purpose.ACCOUNT)
    said = {field.name: getattr(old, field.name) for field in ConsentText._meta.fields if field.name != "id"}
    ConsentText.objects.create(**said | {"version": 2, "published_at": timezone.now() + dt.timedelta(days=1)})
    assert queries.to_be_asked(jiwoo) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_consenttext SET items_ko = ''",
        "DELETE FROM accounts_consenttext",
        "DELETE FROM accounts_consent",
        "UPDATE accounts_consent SET given_at = given_at - interval '1 day'",
        "UPDATE accounts_destructionrecord SET counts = '{}'",
    ],
)
def test_the_database_refuses_to_change_what_was_agreed_or_destroyed(jiwoo, statement):
    consents.give(jiwoo, [text_of(Purpose.NEWS)])
    DestructionRecord.objects.create(person=jiwoo, reason=DestructionReason.CLOSED, counts={"x": 1})
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_withdrawn_consent_cannot_be_revived(jiwoo):
    consents.give(jiwoo, [text_of(Purpose.NEWS)])
    consents.withdraw(jiwoo, Purpose.NEWS)
    with pytest.raises(DatabaseError), transaction.atomic():
        Consent.objects.filter(user=jiwoo, text__purpose="news").update(withdrawn_at=None)


# --- Details -----------------------------------------------------------------------------------------


def test_a_telephone_number_needs_its_consent(client, jiwoo):
    sign_in(client, jiwoo)
    form = {"name": "김지우", "language": "ko", "phone": "010-1234-5678"}
    assert client.post(reverse("accounts:me"), form).status_code == 422
    assert client.post(reverse("accounts:me"), form | {"telephone_consent": "on"}).status_code == 302
    assert User.objects.get(pk=jiwoo.pk).phone == "010-1234-5678"


def test_changing_the_language_takes_effect_at_once(client, jiwoo, settings):
    sign_in(client, jiwoo)
    answer = client.post(reverse("accounts:me"), {"name": "김지우", "language": "en"})
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"


def test_personal_details_stay_out_of_the_audit_record(jiwoo):
    people.change_details(jiwoo, name="김하늘")
    event = AuditEvent.objects.get(verb="user.changed")
    assert "김하늘" not in json.dumps(event.changes, ensure_ascii=False)


# --- Family ------------------------------------------------------------------------------------------


def test_a_family_tie_counts_once_the_other_has_confirmed_it(jiwoo, seoyeon):
    family.declare(jiwoo, seoyeon.email.upper(), "sibling")
    tie = FamilyTie.objects.get()
    assert told(seoyeon, "family-declared")
    assert not queries.family_of(jiwoo).exists()
    family.confirm(tie, actor=seoyeon)
    assert told(jiwoo, "family-confirmed")
    assert list(queries.family_of(jiwoo)) == [seoyeon]
    assert list(queries.family_of(seoyeon)) == [jiwoo]
    assert queries.ties_among([jiwoo, seoyeon]) == [(jiwoo.pk, seoyeon.pk)]


def test_the_declarer_cannot_confirm_it_themselves(jiwoo, seoyeon):
    family.declare(jiwoo, seoyeon.email, "sibling")
    with pytest.raises(NotAllowed):
        family.confirm(FamilyTie.objects.get(), actor=jiwoo)


def test_either_ends_a_confirmed_tie_with_a_reason(jiwoo, seoyeon):
    family.declare(jiwoo, seoyeon.email, "spouse")
    tie = family.confirm(FamilyTie.objects.get(), actor=seoyeon)
    with pytest.raises(Refused):
        family.end(tie, actor=seoyeon, note=" ")
    family.end(tie, actor=seoyeon, note="이혼")
    assert FamilyTie.objects.get().state == TieState.ENDED
    assert told(jiwoo, "family-ended")
    assert queries.ties_among([jiwoo, seoyeon]) == []


def test_two_who_declare_each_other_are_confirmed(jiwoo, seoyeon):
    family.declare(jiwoo, seoyeon.email, "spouse")
    family.declare(seoyeon, jiwoo.email, "spouse")
    assert FamilyTie.objects.get().state == TieState.CONFIRMED


def test_the_database_refuses_a_second_open_tie_in_either_direction(jiwoo, seoyeon):
    FamilyTie.objects.create(from_user=jiwoo, to_user=seoyeon, kind="spouse")
    with pytest.raises(IntegrityError), transaction.atomic():
        FamilyTie.objects.create(from_user=seoyeon, to_user=jiwoo, kind="spouse")
    with pytest.raises(IntegrityError), transaction.atomic():
        FamilyTie.objects.create(from_user=jiwoo, to_user=jiwoo, kind="spouse")


def test_declaring_looks_the_same_whether_or_not_the_address_has_an_account(client, jiwoo, seoyeon):
    sign_in(client, jiwoo)

    def seen(address: str) -> str:
        answer = client.post(reverse("accounts:family"), {"address": address, "kind": "spouse"}, follow=True)
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode().partition("<main")[2])

    assert seen(seoyeon.email) == seen("nobody@example.kr") == seen(seoyeon.email)
    mine = json.dumps(data.gathered(jiwoo), default=str)
    assert seoyeon.name not in mine
    assert "spouse" not in mine
    assert FamilyTie.objects.count() == 1


def test_messages_about_family_name_nobody(jiwoo, seoyeon):
    family.declare(jiwoo, seoyeon.email, "spouse")
    family.confirm(FamilyTie.objects.get(), actor=seoyeon)
    words = " ".join(message.subject + message.body for message in Message.objects.all())
    assert jiwoo.name not in words
    assert seoyeon.name not in words


def test_a_person_answers_on_the_generic_page(client, jiwoo, seoyeon):
    family.declare(jiwoo, seoyeon.email, "spouse")
    tie = FamilyTie.objects.get()
    sign_in(client, seoyeon)
    page = reverse("casework:step", args=["familytie", tie.pk, "confirm"])
    assert page in client.get(reverse("accounts:family")).content.decode()
    assert client.post(page, {"seen": "declared"}).url == reverse("accounts:family")
    assert queries.family_of(jiwoo).exists()


# --- All data, corrections ---------------------------------------------------------------------------


def test_a_person_downloads_all_their_data_as_json(client, jiwoo):
    sign_in(client, jiwoo)
    answer = client.get(reverse("accounts:download"))
    held = json.loads(answer.content)
    assert held["person"]["email"] == jiwoo.email
    assert {section.name for section in data.sections()} <= set(held)
    assert "attachment" in answer["Content-Disposition"]
    assert client.get(reverse("accounts:data")).status_code == 200


def test_a_person_sees_who_has_read_their_data(client, jiwoo, adviser):
    PersonalDataAccess.objects.create(reader=adviser, person=jiwoo, what="telephone number", acting_as="상담자")
    sign_in(client, jiwoo)
    assert "telephone number" in client.get(reverse("accounts:readers")).content.decode()


def test_a_request_for_correction_reaches_the_administrators_and_is_answered(client, jiwoo, administrator, outsider):
    request = corrections.ask(jiwoo, "이름이 틀렸습니다.")
    assert told(administrator, "correction-asked")
    sign_in(client, outsider)
    assert client.get(request.get_absolute_url()).status_code == 404
    client.logout()
    sign_in(client, administrator)
    assert request.get_absolute_url() in client.get(reverse("accounts:correction-queue")).content.decode()
    step = reverse("casework:step", args=["correctionrequest", request.pk, "answer"])
    assert client.post(step, {"seen": "asked", "answer": "고쳤습니다."}).status_code == 302
    client.logout()
    sign_in(client, jiwoo)
    assert told(jiwoo, "correction-answered")
    assert "고쳤습니다." in client.get(request.get_absolute_url()).content.decode()


# --- The end of an account ---------------------------------------------------------------------------


def everything_in_the_database() -> str:
    """Every row of every table, as one text."""
    held = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" AS t')
            held += [row[0] for row in cursor.fetchall()]
    return "\n".join(held)


@pytest.fixture
def busy(db, client, log_in, seoyeon, adviser):
    """Somebody who has left traces everywhere."""
    user = person("독고나래", "narae.dokgo@example.kr")
    consents.give(user, queries.texts_in_force())
    people.change_details(user, phone="010-9876-5432")
    log_in(client, user.email)
    family.declare(user, seoyeon.email, "spouse")
    family.confirm(FamilyTie.objects.get(), actor=seoyeon)
    corrections.ask(user, "독고나래라는 이름이 틀렸습니다.")
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), {"email": "narae.new@example.kr", "action_add": ""})
    client.post(reverse("account_reset_password"), {"email": user.email})
    PersonalDataAccess.objects.create(reader=adviser, person=user, what="telephone number")
    return user


def test_closing_an_account_leaves_nothing_personal_anywhere(client, busy, seoyeon):
    traces = ["독고나래", "narae.dokgo", "narae.new", "010-9876-5432"]
    assert all(trace in everything_in_the_database() for trace in traces)
    page = reverse("accounts:close")
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert client.get(page).status_code == 200
    assert client.post(page, {"understood": ""}).status_code == 422
    assert client.post(page, {"understood": "on"}).url == reverse("accounts:closed")

    farewell = Message.objects.get(kind="account-closed")
    assert farewell.address == "narae.dokgo@example.kr"
    farewell.delete()  # as it is once it has been sent
    held = everything_in_the_database()
    assert [trace for trace in traces if trace in held] == []
    gone = User.objects.get(pk=busy.pk)
    assert not gone.is_active
    assert not gone.has_usable_password()
    assert DestructionRecord.objects.get().counts["messages"] > 0
    assert AuditEvent.objects.filter(verb="user.closed", object_id=busy.pk).exists()
    assert not queries.family_of(seoyeon).exists()
    assert client.get(reverse("accounts:me")).status_code == 302


def test_closing_asks_for_the_password_first(client, jiwoo, log_in):
    log_in(client, jiwoo.email)
    assert client.post(reverse("accounts:close"), {"understood": "on"}).status_code == 302
    assert User.objects.get(pk=jiwoo.pk).is_active


def test_an_account_with_open_duties_cannot_be_closed(client, adviser, log_in):
    with pytest.raises(Refused):
        closing.close(adviser)
    assert User.objects.get(pk=adviser.pk).is_active


def test_accounts_that_were_never_confirmed_are_emptied_after_a_month(client, sign_up_data, jiwoo):
    client.post(reverse("account_signup"), sign_up_data)
    assert forget_unconfirmed() == 0
    User.objects.update(joined_at=timezone.now() - dt.timedelta(days=31))
    assert forget_unconfirmed() == 1
    assert "harin@example.kr" not in everything_in_the_database()
    assert User.objects.get(pk=jiwoo.pk).is_active
