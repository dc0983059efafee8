"""Files of this app for the lifecycle walk. The cast's jiwoo represents, seoyeon is a member, the outsider is none."""

from datetime import timedelta

from django.utils import timezone

from proposals.models import Advice, Slot
from tests.casework.walk import Walk
from tests.groups.subjects import forming
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


SUBJECTS = {
    "call": Walk(
        call,
        being=dict.fromkeys(("published", "open", "closed", "deciding", "announced"), ANNOUNCED),
        doing={"publish": ANNOUNCED},
    ),
    "advice": Walk(advice),
}
