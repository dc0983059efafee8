"""Independence: declared in private, told to the group first, decided by a person, and a reason for nothing."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import FamilyTie
from casework.lifecycle import NotAllowed, Refused
from casework.models import AuditEvent
from groups.enums import SignalKind, SignalState
from groups.models import GovernmentTie, Group, Signal
from groups.workflow import independence
from notices.models import Message
from tests.cast import SEONGSU, person, posted, sign_in
from tests.groups.making import at_home, founded, joined


@pytest.fixture
def group(jiwoo, seoyeon, minjun, places) -> Group:
    village = places[SEONGSU]
    for each in (jiwoo, seoyeon, minjun):
        at_home(each, village)
    return joined(founded(jiwoo, village), seoyeon, minjun)


@pytest.fixture
def neighbor(outsider, places) -> Group:
    """Another group, in the same village."""
    at_home(outsider, places[SEONGSU])
    return founded(outsider, places[SEONGSU], name="옆집 텃밭")


def seen(group):
    independence.look()
    return {signal.kind for signal in group.signals.all()}


def declared(person):
    independence.declare(person, ["district"])


def test_an_ordinary_group_raises_nothing(group, neighbor, staff):
    assert independence.look() == 0


def test_a_member_posted_at_a_deciding_office_is_seen_and_elsewhere_is_not(group, seoyeon, center, other_center):
    posted(seoyeon, other_center, "adviser")
    assert seen(group) == set()
    posted(seoyeon, center, "adviser")
    assert seen(group) == {SignalKind.POSTED_MEMBER}


def test_a_reviewer_or_auditor_in_a_group_decides_nothing_there(group, seoyeon, council):
    posted(seoyeon, council, "auditor")
    assert seen(group) == set()


def test_a_declared_tie_is_seen_without_saying_who_or_which(group, minjun):
    declared(minjun)
    assert seen(group) == {SignalKind.DECLARED_TIE}
    assert group.signals.get().evidence == {"people": 1}


def test_a_declaration_is_readable_by_the_person_alone(client, group, minjun, seoyeon, administrator):
    declared(minjun)
    page = reverse("groups:declaration")
    assert "checked" in sign_in(client, minjun).get(page).content.decode()
    for other in (seoyeon, administrator):
        assert "checked" not in sign_in(client, other).get(page).content.decode()
    assert "district" not in str(AuditEvent.objects.values())


def test_a_declaration_can_be_taken_back(minjun):
    declared(minjun)
    independence.declare(minjun, [])
    assert not GovernmentTie.objects.filter(ended_at=None).exists()


def test_a_founder_who_worked_for_an_office_is_seen(center, places):
    founder = person("류태오", "taeo@example.kr")
    posted(founder, center, "triage_officer")
    at_home(founder, places[SEONGSU])
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        group = founded(founder, places[SEONGSU])
    assert SignalKind.FOUNDED_BY_STAFF in seen(group)


def test_the_same_number_in_two_groups_is_seen_by_both_and_named_in_neither(group, neighbor, jiwoo, outsider):
    for each, number in ((jiwoo, "010-2222-3333"), (outsider, "01022223333")):
        each.phone = number
        each.save(update_fields=["phone"])
    assert seen(group) == seen(neighbor) == {SignalKind.SHARED_CONTACT}
    assert "2222" not in str(group.signals.get().evidence)


def test_one_person_in_two_groups_shares_a_number_with_nobody(group, places, jiwoo):
    jiwoo.phone = "010-2222-3333"
    jiwoo.save(update_fields=["phone"])
    founded(jiwoo, places[SEONGSU], name="김지우의 다른 모임")
    assert seen(group) == set()


def test_several_family_ties_to_another_group_are_seen_and_a_single_one_is_not(
    group, neighbor, jiwoo, seoyeon, outsider
):
    def related(one):
        tie = FamilyTie.objects.create(from_user=one, to_user=outsider, kind="sibling")
        FamilyTie.objects.filter(pk=tie.pk).update(state="confirmed")

    related(jiwoo)
    assert seen(group) == set()
    related(seoyeon)
    assert seen(group) == {SignalKind.FAMILIES_ACROSS}


def test_looking_twice_raises_and_tells_once(group, minjun):
    declared(minjun)
    assert independence.look() == 1
    assert independence.look() == 0
    assert Message.objects.filter(kind="group-signal", channel="inbox").count() == 3


def test_a_dismissed_signal_is_not_raised_again_until_it_is_forgotten(group, minjun, district_officer):
    signal = raised(group, minjun)
    independence.answer(signal, actor=minjun, reply="구청 도서관에서 주말에만 일해요.")
    independence.dismiss(signal, actor=district_officer, note="결정과 관계없는 자리입니다.")
    assert independence.look() == 0
    with time_machine.travel(timezone.now() + timedelta(days=366)):
        assert independence.forget_expired() == 1
        assert independence.look() == 1


def raised(group, member) -> Signal:
    declared(member)
    independence.look()
    return group.signals.get()


def test_staff_see_a_signal_only_after_the_group_had_its_say(client, group, minjun, district_officer, other_adviser):
    signal = raised(group, minjun)
    page = signal.get_absolute_url()
    assert sign_in(client, minjun).get(page).status_code == 200
    assert sign_in(client, district_officer).get(page).status_code == 404
    with pytest.raises(NotAllowed):
        independence.dismiss(signal, actor=district_officer, note="빨리")
    independence.answer(signal, actor=minjun, reply="주말에만 일해요.")
    answer = sign_in(client, district_officer).get(page)
    assert "주말에만 일해요." in answer.content.decode()
    assert sign_in(client, other_adviser).get(page).status_code == 404


def test_silence_blocks_nobody_once_the_days_for_a_reply_are_over(group, minjun, district_officer):
    signal = raised(group, minjun)
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        independence.note_(signal, actor=district_officer, note="다음에 이야기해 봅니다.")
    signal.refresh_from_db()
    assert signal.state == SignalState.NOTED


def test_nobody_decides_about_their_own_group(group, jiwoo, minjun, district_office):
    posted(jiwoo, district_office, "district_officer")
    declared(minjun)
    independence.look()
    for signal in group.signals.all():
        independence.answer(signal, actor=minjun, reply="알고 있어요.")
        with pytest.raises(NotAllowed):
            independence.dismiss(signal, actor=jiwoo, note="문제 없음")


def test_a_decision_needs_a_reason(group, minjun, district_officer):
    signal = raised(group, minjun)
    independence.answer(signal, actor=minjun, reply="주말에만 일해요.")
    with pytest.raises(Refused):
        independence.note_(signal, actor=district_officer, note=" ")


def test_the_group_sees_that_its_page_was_read(client, group, minjun, district_officer):
    sign_in(client, district_officer).get(reverse("groups:independence-of", args=[group.pk]))
    assert AuditEvent.objects.filter(verb="group.independence_read", actor=district_officer).exists()


def test_visible_signals_are_those_that_may_be_viewed(group, minjun, everybody):
    signal = raised(group, minjun)
    for state in ("told", "answered"):
        if state == "answered":
            independence.answer(signal, actor=minjun, reply="주말에만 일해요.")
        for who in everybody:
            shown = Signal.objects.visible_to(who).filter(pk=signal.pk).exists()
            assert shown == who.has_perm("groups.view_signal", signal), (who, state)


def test_the_evidence_reads_well_in_both_languages(client, group, minjun, seoyeon, center):
    declared(minjun)
    posted(seoyeon, center, "adviser")
    independence.look()
    sign_in(client, minjun)
    page = reverse("groups:independence", args=[group.pk])
    korean = client.get(page, headers={"accept-language": "ko"}).content.decode()
    english = client.get(page, headers={"accept-language": "en"}).content.decode()
    assert "성수 마을센터" in korean
    assert "1 member declared a tie to government." in english
