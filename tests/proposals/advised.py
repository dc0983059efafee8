"""A talk that was booked and a comment on a draft, for the tour and the walks."""

from datetime import time, timedelta

from django.utils import timezone


def hours_of(adviser, days: int = 3):
    """Free hours of ``adviser`` on the evening so many days from now."""
    from proposals.models import Slot
    from proposals.workflow import hours

    posting = adviser.postings.get()
    day = timezone.localdate() + timedelta(days=days)
    evening = {"begins": time(18), "ends": time(20), "minutes": 40, "rest": 20}
    hours.offer_hours(
        posting, hours.Plan(office=posting.office, first_on=day, on_holidays=True, **evening), actor=adviser
    )
    return list(Slot.objects.free().filter(adviser=posting).order_by("starts_at"))


def happen(ask) -> dict:
    """The group of the tour books an hour; the adviser comments on the draft it shows."""
    from proposals.workflow import advice, comments
    from tests.groups.making import fresh

    adviser, group, draft = ask("adviser"), fresh(ask("group")), ask("draft")
    slot = hours_of(adviser)[0]
    booked = advice.book(
        slot,
        actor=group.representative.user,
        topic="idea",
        village=group.village,
        group=group,
        words="언제가 좋을까요?",
    )
    return {
        "talk": booked,
        "comment": comments.write(draft, actor=adviser, key="idea", text="누가 함께하나요?"),
    }


ARGUMENTS = {f"proposals:{name}": lambda ask: {"pk": ask("talk").pk} for name in ("advice", "advice-ics", "follow-up")}
ARGUMENTS |= {
    "proposals:comment": lambda ask: {"pk": ask("draft").pk, "key": "idea"},
    "proposals:finish-comment": lambda ask: {"pk": ask("comment").pk},
}
