"""What opens after a year that went well: a place in the next stage, kept for a while, and a draft that goes on.

A group may rest: while it is on a break its place waits with it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from casework import audit
from funding import emails
from funding.models import Award, Continuation, NextPlace
from funding.queries import next_stage as queries
from funding.queries.people import members_of
from groups.enums import GroupState
from groups.models import Group
from notices import workflow as notices
from proposals.continuing import LATER_YEARS, Before
from proposals.enums import SectionKey
from proposals.models import Call, Proposal


def open_place(award: Award) -> NextPlace | None:
    """Keep a place in the next stage for the group of ``award``, and tell it; once, and only where it qualifies."""
    stage = queries.next_stage_of(award.proposal.call.stage)
    if stage is None or not queries.qualifies(award) or queries.has_unaccounted(award.group_id):
        return None
    today = timezone.localdate()
    resting = today if award.group.state == GroupState.ON_BREAK else None
    place, made = NextPlace.objects.get_or_create(
        award=award,
        defaults={
            "stage": stage,
            "opened_on": today,
            "kept_until": queries.kept_until(stage, today),
            "break_since": resting,
        },
    )
    if made:
        event = audit.record("award.next_stage_opened", award, actor=None, changes={"until": (None, place.kept_until)})
        _tell(place, emails.NEXT_STAGE, key=f"audit:{event.pk}", call=next(iter(queries.calls_of(stage)), None))
    return place


def tell_of_calls() -> int:
    """Tell groups with a kept place of a call that opened for it; once for each call. What the clock does."""
    told = 0
    for place in queries.places_with_calls():
        for call in queries.calls_of(place.stage):
            if call.is_open():
                told += _tell(place, emails.NEXT_CALL, key=f"place:{place.pk}:call:{call.pk}", call=call)
    return told


def _tell(place: NextPlace, kind: str, *, key: str, call: Call | None) -> int:
    people = members_of(place.award)
    said = {"stage": place.stage, "call": call, "until": place.kept_until, "link": place.get_absolute_url()}
    return notices.tell(people, kind, about=place.award, due=None, key=key, **said)


# --- Breaks ------------------------------------------------------------------------------------------


def wait_with(group: Group, _move: Any) -> None:
    """The group takes a break: its place waits."""
    NextPlace.objects.filter(award__group=group, break_since=None).update(break_since=timezone.localdate())


def go_on_with(group: Group, _move: Any) -> None:
    """The group is back: its place is kept for as many days longer as it rested."""
    today = timezone.localdate()
    for place in NextPlace.objects.select_for_update(of=("self",)).filter(
        award__group=group, break_since__isnull=False
    ):
        left = max(place.kept_until - place.break_since, timedelta(days=-1))  # type: ignore[operator]
        before, place.kept_until = place.kept_until, max(today + left, place.kept_until)
        place.break_since = None
        place.save(update_fields=["kept_until", "break_since"])
        if place.kept_until != before:
            audit.record("award.place_moved", place.award, actor=None, changes={"until": (before, place.kept_until)})


def waits(group: Group) -> str | None:
    """The sentence on the confirm page of a break."""
    if not queries.group_places(group):
        return None
    return _("Your place in the next stage is kept, and waits with you.")


# --- Drafts that go on -------------------------------------------------------------------------------


def refusal(call: Call, group: Group) -> str | None:
    """Why ``group`` cannot ask in ``call``: money unaccounted for, or no place in its stage."""
    if queries.has_unaccounted(group.pk):
        return _("Money of an earlier award of this group is not accounted for. Please talk with the Division.")
    if call.stage.kind not in LATER_YEARS:
        return None
    place = queries.place_for(call, group.pk)
    if place is None:
        return why_no_place(group)
    if place.is_kept:
        return None
    return _("Your group's place in this stage was kept until %(day)s.") % {"day": date_format(place.kept_until)}


def why_no_place(group: Group) -> str:
    """What a group without a place lacks, as far as its last award tells."""
    last = Award.objects.filter(group=group).exclude(state="declined").order_by("-id").first()
    if last is None:
        return _("This call is for groups whose year before went well. Your group has no award yet; begin with a seed.")
    if last.state != "closed":
        return _("The year before must be settled and closed first.")
    return _(
        "This call is for groups whose year before was judged as performing. What you learned does not bar you from a"
        " new seed application."
    )


def ready(call: Call, group: Group) -> Before | None:
    """What the group's draft for ``call`` begins from."""
    if call.stage.kind not in LATER_YEARS:
        return None
    place = queries.place_for(call, group.pk)
    if place is None or not place.is_kept:
        return None
    return _year(place.award, call)


def begun(proposal: Proposal) -> None:
    """A draft began: it goes on from the award whose place it takes."""
    if proposal.call.stage.kind not in LATER_YEARS:
        return
    place = queries.place_for(proposal.call, proposal.group_id)
    if place is not None and place.is_kept:
        Continuation.objects.create(proposal=proposal, previous=place.award)


def before(proposal: Proposal) -> Before | None:
    """The year that ``proposal`` goes on from."""
    found = queries.continuation_of(proposal)
    return _year(found.previous, proposal.call) if found else None


def _year(award: Award, call: Call) -> Before:
    """That a plan stands a year later is no change: plan and budget are compared month by month of the new year."""
    filled = queries.filled_parts(award, call)
    parts = queries.agreed_parts(award) | {key: filled[key] for key in (SectionKey.PLAN, SectionKey.BUDGET)}
    return Before(str(award), parts, filled)
