"""Files of this app for the lifecycle walk. The cast's jiwoo represents, seoyeon is a member, the outsider is none."""

from datetime import timedelta

from django.utils import timezone

from proposals.models import Advice, Slot
from tests.casework.walk import Walk
from tests.groups.subjects import forming
from tests.proposals import reviewed
from villages.models import Posting

# --- Advice ------------------------------------------------------------------------------------------


def advice(cast) -> Advice:
    """A talk of the group in an hour that has begun, so that nothing but its state decides."""
    group, posting, now = forming(cast), Posting.objects.get(person=cast["adviser"]), timezone.now()
    slot = Slot.objects.create(
        office=posting.office, adviser=posting, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1)
    )
    return Advice.objects.create(
        user=cast["jiwoo"], group=group, village=group.village, office=posting.office, slot=slot, adviser=posting,
        topic="idea", held_at=now, minutes=30,
    )  # fmt: skip


# --- Calls -------------------------------------------------------------------------------------------

ANNOUNCED = {"published_at": timezone.now()}


def call(cast):
    """Complete, and open by the clock once it is published."""
    from tests.proposals.making import draft_call

    return draft_call()


# --- Proposals and objections ------------------------------------------------------------------------

LATER = timezone.localdate() + timedelta(days=20)
INELIGIBLE = {"ineligible_rule": "규칙", "objection_until": LATER}


def proposal(cast):
    """A draft that carries what every later state needs, so that nothing but its state decides."""
    from groups.workflow.group import form
    from proposals.models import Proposal
    from tests.groups.making import fresh
    from tests.proposals import making

    group = forming(cast)
    form(group, actor=cast["jiwoo"])
    made = making.draft(fresh(group), making.open_call())
    office = Posting.objects.get(person=cast["triage_officer"]).office
    Proposal.objects.filter(pk=made.pk).update(
        number="2026-SD-00001", submitted_at=timezone.now(), office=office, triage_due_on=LATER
    )
    return fresh(made)


def objection(cast):
    """Against a decision that the triage officer took; it carries what an answered one needs."""
    from proposals.models import Objection

    return Objection.objects.create(
        proposal=proposal(cast), by=cast["jiwoo"], decided_by=cast["triage_officer"], text="다시 봐 주세요.",
        answer_due_on=LATER, answer="살펴보았어요.", answered_by=cast["district_officer"],
    )  # fmt: skip


SUBJECTS = {
    "proposal": Walk(
        proposal,
        being={"returned": {"due_back_on": LATER}, "ineligible": INELIGIBLE},
        doing={"return_": {"due_back_on": LATER}, "find_ineligible": INELIGIBLE},
    ),
    "objection": Walk(objection),
    "call": Walk(
        call,
        being=dict.fromkeys(("published", "open", "closed", "deciding", "announced"), ANNOUNCED),
        doing={"publish": ANNOUNCED},
    ),
    "advice": Walk(advice),
    "panel": Walk(reviewed.panel),
    "seat": Walk(
        reviewed.seat,
        being={"declined": {"answered_at": timezone.now()}, "accepted": {"answered_at": timezone.now()}},
    ),
    "review": Walk(reviewed.review),
}
