"""What a proposal needs before it can be handed in. Each need is a sentence that says what to do, or nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.context import began_at
from groups.enums import GroupState
from groups.queries.distinct import distinct_people
from proposals import continuing
from proposals.enums import ProposalState
from proposals.models import Call, Proposal, Version
from proposals.queries.advice import advised
from proposals.queries.agreement import agreed
from proposals.queries.calls import area_of
from proposals.queries.missing import missing
from proposals.record import present


def call_takes_it(proposal: Proposal, actor: Any) -> str | None:
    """By the moment at which the request reached the server. A returned file has until its own date, call or not."""
    at, call = began_at(), proposal.call
    if call.is_open(at):
        return None
    if proposal.state == ProposalState.RETURNED and proposal.due_back_on:
        if timezone.localdate(at) <= proposal.due_back_on:
            return None
        return _("Corrections were possible until %(day)s. Please ask the office that checks your proposal.") % {
            "day": date_format(proposal.due_back_on)
        }
    return _not_open(call, at)


def _not_open(call: Call, at: datetime) -> str:
    if call.opens_at and at < call.opens_at:
        return _("This call opens on %(time)s.") % {"time": _clock(call.opens_at)}
    if call.closes_at and at >= call.closes_at:
        return _("The call closed on %(closed)s; this arrived at %(now)s. Your draft is kept.") % {
            "closed": _clock(call.closes_at),
            "now": _clock(at),
        }
    return _("This call does not take proposals now.")


def _clock(moment: datetime) -> str:
    """To the second: that is what the closing of a call is measured by."""
    local = timezone.localtime(moment)
    return f"{date_format(local, 'DATE_FORMAT')} {local:%H:%M:%S}"


def group_is_formed(proposal: Proposal, actor: Any) -> str | None:
    state = proposal.group.state
    if state == GroupState.FORMED:
        return None
    if state == GroupState.ON_BREAK:
        return _("Your group is on a break. Return from it first; the draft will be here.")
    return _("Only a formed group can submit. “%(group)s” is “%(state)s” now.") % {
        "group": proposal.group.name,
        "state": GroupState(state).label,
    }


def enough_distinct_people(proposal: Proposal, actor: Any) -> str | None:
    """Counted in the call's own area, by the call's own minimum."""
    call = proposal.call
    people = distinct_people(proposal.group, area=area_of(call), minimum=call.minimum_people)
    if people.enough:
        return None
    count = _("This call needs %(minimum)d distinct people; you are %(count)d.") % {
        "minimum": people.minimum,
        "count": people.count,
    }
    return " ".join([count, *people.reasons])


def nothing_is_missing(proposal: Proposal, actor: Any) -> str | None:
    present(proposal)  # loads everything at once
    gaps = len(missing(proposal))
    if not gaps:
        return None
    text = ngettext("%(number)d answer still needs you.", "%(number)d answers still need you.", gaps)
    return text % {"number": gaps}


def those_concerned_agreed(proposal: Proposal, actor: Any) -> str | None:
    return agreed(proposal).sentence()


def advised_where_required(proposal: Proposal, actor: Any) -> str | None:
    if not proposal.call.advice_required or advised(proposal):
        return None
    return _("This call asks for a talk with an adviser before you submit. Please book one; it is free.")


def group_may_ask(proposal: Proposal, actor: Any) -> str | None:
    return continuing.refusal(proposal.call, proposal.group)


def leads_no_other(proposal: Proposal, actor: Any) -> str | None:
    rival = rival_of(proposal)
    if rival is None:
        return None
    return _("%(name)s leads another proposal in this call, of “%(group)s”. Please agree on another lead proposer.") % {
        "name": proposal.lead.name,
        "group": rival.group_name,
    }


def rival_of(proposal: Proposal) -> Proposal | None:
    """Another submitted proposal to the same call with the same lead proposer."""
    found = Proposal.objects.living().filter(call=proposal.call_id, lead=proposal.lead_id, submitted_at__isnull=False)
    return found.exclude(pk=proposal.pk).select_related("group", "lead").first()


def text_has_changed(proposal: Proposal, actor: Any) -> str | None:
    last = latest(proposal)
    if last is None or last.fingerprint != present(proposal).fingerprint:
        return None
    return _("Nothing has changed since you submitted.")


def latest(proposal: Proposal) -> Version | None:
    """The version that the office works with."""
    return proposal.versions.order_by("-number").first()


TO_SUBMIT = (
    call_takes_it,
    group_is_formed,
    enough_distinct_people,
    nothing_is_missing,
    advised_where_required,
    group_may_ask,
    leads_no_other,
    those_concerned_agreed,
)
TO_RESUBMIT = (text_has_changed, *TO_SUBMIT)
