"""More time and help: the first wish passes by rule, later ones by a person; the office in charge calls."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone

from casework.lifecycle import NotAllowed, Refused
from casework.models import PersonalDataAccess
from funding.models import Agreement, HelpCall, MoreTime, Report, Settlement
from funding.models.asking import two_months_after
from funding.queries import due, obligations
from funding.workflow import ending, help_call, more_time
from notices.deadlines import deadlines_of
from notices.models import Message
from notices.workflow.reminding import remind_all
from tests.cast import sign_in
from tests.funding import making, making_agree, making_spend
from tests.groups.making import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def award(center, district_office, division_official, division_director, villages, jiwoo, seoyeon, minjun):
    return making_spend.at_work(division_official, division_director, villages, jiwoo, seoyeon, minjun)


@pytest.fixture
def check(award):
    return Report.objects.get(award=award, kind="midterm")


@pytest.fixture
def today():
    return timezone.localdate()


def test_the_first_wish_passes_by_rule_and_the_reminders_start_afresh(award, check, jiwoo, seoyeon, today):
    Report.objects.filter(pk=check.pk).update(due_on=today)
    remind_all()
    assert Message.objects.filter(recipient=jiwoo, kind="deadline", channel="inbox", due=today).count() == 1
    made = more_time.ask("midterm-check", check.pk, actor=seoyeon)
    assert (made.state, made.by_rule, made.days) == ("granted", True, 14)
    assert fresh(check).due_on == made.until_on == today + timedelta(days=14)
    assert Message.objects.filter(recipient=jiwoo, kind="more-time-granted", channel="inbox").exists()
    remind_all()
    again = Message.objects.filter(recipient=jiwoo, kind="deadline", channel="inbox", due=made.until_on)
    assert again.count() == 1
    assert reverse("funding:obligation", args=["midterm-check", check.pk]) in again.get().body


def test_more_time_asked_again_from_the_same_page_counts_once_whoever_of_the_group_asks(client, check, jiwoo, seoyeon):
    path = reverse("funding:obligation", args=["midterm-check", check.pk])
    for one, other in ((jiwoo, seoyeon), (seoyeon, jiwoo)):
        for each in (one, other):  # first granted by rule; then asked of the office, from the page as it is now
            sign_in(client, each)
            if each == one:
                seen = f'name="seen" value="{fresh(check).due_on}"'
                assert seen in client.get(path).text
            client.post(f"{path}more-time/", {"seen": seen.split('"')[-2]})
    assert sorted(MoreTime.objects.values_list("state", "requested_by")) == [
        ("granted", jiwoo.pk),
        ("requested", seoyeon.pk),
    ]


def test_after_ten_days_without_beat_each_person_hears_once_by_the_latest_step(
    award, check, jiwoo, seoyeon, triage_officer, adviser, district_officer, today
):
    Report.objects.filter(pk=check.pk).update(due_on=today - timedelta(days=10))
    remind_all()
    remind_all()
    told = Message.objects.filter(channel="inbox", kind__startswith="deadline")
    for person, kind in ((jiwoo, "deadline"), (seoyeon, "deadline"), (adviser, "deadline-overdue")):
        assert list(told.filter(recipient=person).values_list("kind", flat=True)) == [kind]
    assert not told.filter(recipient=district_officer).exists()  # in four days, if nothing happens
    with time_machine.travel(timezone.now() + timedelta(days=6), tick=False):
        remind_all()
    assert told.filter(recipient=district_officer).count() == 1


def test_the_second_wish_is_decided_by_a_person_of_the_office(award, check, jiwoo, seoyeon, triage_officer, today):
    more_time.ask("midterm-check", check.pk, actor=jiwoo)
    second = more_time.ask("midterm-check", check.pk, actor=seoyeon, why="강사가 아파요.")
    assert (second.state, second.by_rule) == ("requested", False)
    assert ("more-time", second.due_on) in {(each.source, each.due_on) for each in deadlines_of(triage_officer)}
    with pytest.raises(Refused):
        more_time.ask("midterm-check", check.pk, actor=jiwoo)
    with pytest.raises(NotAllowed):
        more_time.grant(second, actor=jiwoo, until=today + timedelta(days=90))
    until = fresh(check).due_on + timedelta(days=5)
    more_time.grant(second, actor=triage_officer, until=until)
    assert fresh(check).due_on == until
    assert fresh(second).decided_by == triage_officer


def test_a_refused_wish_leaves_the_day_and_says_why(award, check, jiwoo, triage_officer):
    more_time.ask("midterm-check", check.pk, actor=jiwoo)
    day = fresh(check).due_on
    second = more_time.ask("midterm-check", check.pk, actor=jiwoo)
    with pytest.raises(Refused):
        more_time.refuse(second, actor=triage_officer, note=" ")
    more_time.refuse(second, actor=triage_officer, note="다음 지급이 밀려요.")
    assert fresh(check).due_on == day
    assert "다음 지급이 밀려요." in Message.objects.filter(recipient=jiwoo, kind="more-time-refused").first().body


def test_a_settlement_never_moves_beyond_two_months_after_the_end(award, jiwoo, triage_officer, today):
    ending.finish(award, actor=jiwoo)
    paper = Settlement.objects.get(award=award)
    last = two_months_after(fresh(award).ends_on)
    Settlement.objects.filter(pk=paper.pk).update(due_on=last - timedelta(days=3))
    made = more_time.ask("settlement", paper.pk, actor=jiwoo)
    assert made.until_on == fresh(paper).due_on == last
    with pytest.raises(Refused) as refused:
        more_time.ask("settlement", paper.pk, actor=jiwoo)
    assert str(last.year) in refused.value.reasons[0]
    Settlement.objects.filter(pk=paper.pk).update(due_on=last - timedelta(days=1))
    second = more_time.ask("settlement", paper.pk, actor=jiwoo)
    with pytest.raises(Refused):
        more_time.grant(second, actor=triage_officer, until=last + timedelta(days=1))
    with pytest.raises(ProgrammingError), transaction.atomic():
        MoreTime.objects.filter(pk=made.pk).update(until_on=last + timedelta(days=1))


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2026, 12, 31), date(2027, 2, 28)),
        (date(2027, 12, 30), date(2028, 2, 29)),
        (date(2026, 6, 15), date(2026, 8, 15)),
    ],
)
def test_two_months_are_counted_as_the_database_counts_them(db, start, end):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT (%s::date + interval '2 months')::date", [start])
        assert two_months_after(start) == end == cursor.fetchone()[0]


def test_days_of_account_and_payment_move_too(division_official, division_director, villages, today):
    _round, found = making.signed_pot(9_000_000, division_official, division_director, villages, number=2)
    one, two = [making_agree.agreed(making_agree.promised(each)) for each in found]
    head = one.group.representative.user
    assert due.day(due.without_account(), one.pk) == today + timedelta(days=7)
    more_time.ask("account", one.pk, actor=head)
    assert due.day(due.without_account(), one.pk) == today + timedelta(days=21)
    making_agree.account_of(two.group, confirmed_by=division_official)
    tranche = two.tranches.get(position=1)
    before = due.day(due.unasked(), tranche.pk)
    more_time.ask("payment-request", tranche.pk, actor=two.group.representative.user)
    assert due.day(due.unasked(), tranche.pk) == before + timedelta(days=14)


def test_an_agreement_can_be_accepted_later(division_official, division_director, villages, today):
    _round, (award,) = making.signed_pot(9_000_000, division_official, division_director, villages[:1])
    award = making_agree.promised(award)
    paper = Agreement.objects.get(award=award)
    before = paper.due_on
    more_time.ask("agreement", paper.pk, actor=award.group.representative.user)
    assert fresh(paper).due_on == before + timedelta(days=14)


def test_days_of_the_conditions_are_those_that_the_agreement_kept(
    division_official, division_director, villages, today
):
    from funding.models import Conditions

    _round, (award,) = making.signed_pot(9_000_000, division_official, division_director, villages[:1])
    Conditions.objects.create(stage=award.proposal.call.stage, account_within=21, more_time_days=0)
    award = making_agree.agreed(making_agree.promised(award))
    Conditions.objects.update(account_within=1, more_time_days=30)
    assert due.day(due.without_account(), award.pk) == today + timedelta(days=21)
    made = more_time.ask("account", award.pk, actor=award.group.representative.user)
    assert made.state == "requested"  # these conditions leave every wish to a person


def test_the_database_grants_by_rule_once_and_keeps_one_wish_open(award, check, jiwoo, today):
    more_time.ask("midterm-check", check.pk, actor=jiwoo)
    more_time.ask("midterm-check", check.pk, actor=jiwoo)
    fields = {"award": award, "source": "midterm-check", "object_id": check.pk, "before_on": today}
    fields |= {"requested_by": jiwoo, "due_on": today}
    for more in ({"by_rule": True}, {}):
        with pytest.raises(IntegrityError), transaction.atomic():
            MoreTime.objects.create(**fields, **more)


def test_strangers_cannot_ask(award, check, outsider, triage_officer):
    for person in (outsider, triage_officer):
        with pytest.raises(NotAllowed):
            more_time.ask("midterm-check", check.pk, actor=person)
        with pytest.raises(NotAllowed):
            help_call.ask("award", award.pk, actor=person)


def test_a_link_from_a_reminder_changes_nothing_until_a_button_is_pressed(client, award, check, jiwoo, seoyeon):
    sign_in(client, seoyeon)
    path = reverse("funding:obligation", args=["midterm-check", check.pk])
    before = check.due_on
    assert client.get(path).status_code == 200
    assert client.get(reverse("funding:ask-time", args=["midterm-check", check.pk])).status_code == 405
    assert fresh(check).due_on == before
    assert not MoreTime.objects.exists()
    client.post(reverse("funding:ask-time", args=["midterm-check", check.pk]))
    assert fresh(check).due_on == before + timedelta(days=14)
    Report.objects.filter(pk=check.pk).update(state="submitted", submitted_by=jiwoo, submitted_at=timezone.now())
    assert client.get(path).url == award.get_absolute_url()
    assert client.get(reverse("funding:obligation", args=["nothing", check.pk])).status_code == 404


def test_the_office_hears_that_help_is_needed_and_the_group_sees_who_calls(
    client, award, check, jiwoo, minjun, adviser, outsider
):
    sign_in(client, minjun)
    client.post(reverse("funding:ask-help", args=["midterm-check", check.pk]), {"words": "장부가 어려워요."})
    call = HelpCall.objects.get()
    assert call.office == award.proposal.office
    assert Message.objects.filter(recipient=adviser, kind="help-asked", channel="inbox").exists()
    assert ("help-call", call.due_on) in {(each.source, each.due_on) for each in deadlines_of(adviser)}
    page = client.get(award.get_absolute_url()).content.decode()
    assert str(call.office) in page
    sign_in(client, adviser)
    assert minjun.email in client.get(call.get_absolute_url()).content.decode()
    assert PersonalDataAccess.objects.filter(reader=adviser, person=minjun).exists()
    help_call.take(call, actor=adviser)
    sign_in(client, jiwoo)
    assert adviser.name in client.get(award.get_absolute_url()).content.decode()
    help_call.answer(fresh(call), actor=adviser, note="장부를 같이 봤어요.")
    assert not [each for each in deadlines_of(adviser) if each.source == "help-call"]
    sign_in(client, outsider)
    assert client.get(call.get_absolute_url()).status_code == 404


def test_help_can_be_asked_for_the_project_as_such_once_at_a_time(client, award, jiwoo, seoyeon, adviser):
    sign_in(client, jiwoo)
    path = reverse("funding:ask-help", args=["award", award.pk])
    for _number in range(2):
        client.post(path)
    call = HelpCall.objects.get()
    help_call.withdraw(call, actor=seoyeon)
    client.post(path)
    assert HelpCall.objects.count() == 2


# --- What is due -------------------------------------------------------------------------------------


def test_a_group_sees_everything_that_is_due_for_it_and_nobody_else_does(client, award, check, jiwoo, outsider):
    path = reverse("funding:group-due", args=[award.group_id])
    sign_in(client, outsider)
    assert client.get(path).status_code == 404
    sign_in(client, jiwoo)
    assert check.get_absolute_url() in client.get(path).content.decode()
    assert [each.name for each in obligations.of_awards([award])] == ["midterm-check"]


def test_staff_see_what_is_due_in_their_places(client, award, check, jiwoo, triage_officer, other_adviser, auditor):
    Report.objects.filter(pk=check.pk).update(due_on=timezone.localdate())
    sign_in(client, triage_officer)
    path = reverse("funding:due")
    assert award.proposal.title in client.get(path).content.decode()
    assert award.proposal.title not in client.get(path, {"when": "late"}).content.decode()
    assert award.proposal.title not in client.get(path, {"moved": "on", "when": "all"}).content.decode()
    assert award.proposal.title not in client.get(path, {"who": "office", "when": "all"}).content.decode()
    more_time.ask("midterm-check", check.pk, actor=jiwoo)
    moved = client.get(path, {"moved": "on", "when": "all", "kind": "midterm-check"}).content.decode()
    assert award.proposal.title in moved
    table = b"".join(client.get(reverse("funding:due-csv"), {"when": "all"}).streaming_content).decode("utf-8-sig")
    assert award.proposal.title in table
    assert table.splitlines()[1].startswith(fresh(check).due_on.isoformat())
    for nonsense in ("2026-01-01~3", "x~1~2", "2026-01-01~-1~2"):
        assert client.get(path, {"from": nonsense, "district": "²", "office": "x"}).status_code == 200
    sign_in(client, auditor)
    assert award.proposal.title in client.get(path, {"when": "all"}).content.decode()
    sign_in(client, other_adviser)
    assert award.proposal.title not in client.get(path, {"when": "all"}).content.decode()


def test_pages_of_the_list_go_on_where_they_ended_and_back(
    division_official, division_director, villages, monkeypatch, client
):
    from funding.views import due as views

    _round, found = making.signed_pot(9_000_000, division_official, division_director, villages, number=5)
    for each in found:
        making_agree.promised(each)
    monkeypatch.setattr(views, "PAGE", 2)
    sign_in(client, division_official)
    path, seen = reverse("funding:due") + "?when=all", []
    first = answer = client.get(path)
    while True:
        seen += [row.award for row in answer.context["page"].rows]
        if not answer.context["page"].next_url:
            break
        answer = client.get(reverse("funding:due") + answer.context["page"].next_url)
    assert seen == [each.pk for each in found]
    back = client.get(reverse("funding:due") + answer.context["page"].previous_url)
    assert [row.award for row in back.context["page"].rows] == seen[2:4]
    back = client.get(reverse("funding:due") + back.context["page"].previous_url)
    assert [row.award for row in back.context["page"].rows] == [row.award for row in first.context["page"].rows]
    assert not back.context["page"].previous_url
