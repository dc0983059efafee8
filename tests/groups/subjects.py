"""Files of this app for the lifecycle walk. The cast's jiwoo represents, seoyeon is a member, the outsider is none."""

from datetime import timedelta

from django.utils import timezone

from groups.models import Group, HelpNote, JoinRequest, Signal, Succession
from groups.workflow import invitation as inviting
from groups.workflow import joining, succession
from groups.workflow import vote as voting
from tests.casework.walk import Walk
from tests.cast import SEONGSU, person
from tests.groups.making import at_home, founded, joined, membership
from villages.models import Posting, Village


def forming(cast) -> Group:
    """Three distinct people, not formed yet: the walk itself may then form it past no trigger of ours."""
    village = Village.objects.get(code=SEONGSU)
    third = person("고은별", "eunbyeol@example.kr")
    people = [cast["jiwoo"], cast["seoyeon"], third]
    for each in people:
        at_home(each, village)
    return joined(founded(people[0], village), *people[1:])


def group(cast) -> Group:
    return forming(cast)


def member(cast):
    return membership(forming(cast), cast["seoyeon"])


def invitation(cast):
    return inviting.invite(forming(cast), actor=cast["seoyeon"], way="link")


def joinrequest(cast) -> JoinRequest:
    return joining.ask(forming(cast), actor=cast["outsider"], words="저도 함께하고 싶어요.")


def offer(cast) -> Succession:
    made = forming(cast)
    return succession.name_successor(made, actor=cast["jiwoo"], successor=membership(made, cast["seoyeon"]))


def vote(cast):
    return voting.open_vote(
        forming(cast), actor=cast["seoyeon"], question="매주 수요일에 만날까요?",
        closes_at=timezone.now() + timedelta(days=3),
    )  # fmt: skip


def signal(cast) -> Signal:
    today = timezone.localdate()
    return Signal.objects.create(
        group=forming(cast), kind="declared_tie", key="people:1", evidence={"people": 1}, expires_on=today,
        reply_due_on=today - timedelta(days=1),
    )  # fmt: skip


def note(cast) -> HelpNote:
    adviser = Posting.objects.get(person=cast["adviser"])
    return HelpNote.objects.create(group=forming(cast), user=cast["seoyeon"], adviser=adviser, text="말이 안 통해요.")


SUBJECTS = {
    "signal": Walk(signal),
    "helpnote": Walk(note),
    "group": Walk(group),
    "membership": Walk(member, being={"left": {"left_at": timezone.now() + timedelta(days=1)}}),
    "invitation": Walk(invitation),
    "joinrequest": Walk(joinrequest),
    "succession": Walk(offer),
    "vote": Walk(vote),
}
