"""A call is written, published, opened and closed by the clock; afterwards its rules change only by an amendment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.constraints import kindly
from casework.lifecycle import Lifecycle, Move, Refused, Step
from groups.models import Membership
from proposals import emails
from proposals.enums import CallState, ProposalState
from proposals.models import Amendment, Call
from proposals.queries.calls import missing_from

# The clock's steps, and for whom the rules may still be amended: the closing time may be put off after it has passed.
_AMENDABLE = CallState.PUBLISHED | CallState.OPEN | CallState.CLOSED


# --- What a step needs -------------------------------------------------------------------------------


def nothing_missing(call: Call, actor: Any) -> str | None:
    return " ".join(each.sentence for each in missing_from(call)) or None


def time_has_come(call: Call, actor: Any) -> str | None:
    return None if call.is_open() else _("It is not open at this moment.")


def time_is_over(call: Call, actor: Any) -> str | None:
    over = call.closes_at is not None and call.closes_at <= timezone.now()
    return None if over else _("Its closing time has not come.")


CALL = Lifecycle(
    Call,
    Step(
        name="publish",
        source=CallState.DRAFT,
        target=CallState.PUBLISHED,
        may="proposals.publish_call",
        verb="call.published",
        label=gettext_lazy("Publish the call"),
        past=gettext_lazy("Call published"),
        effect=gettext_lazy(
            "Everybody can read it. From now on its rules, form and points stand: a later change is announced with its"
            " date, and never changes what was submitted before."
        ),
        needs=(nothing_missing,),
        form="proposals.forms.calls.PublishForm",
    ),
    Step(
        name="open",
        source=CallState.PUBLISHED | CallState.CLOSED,
        target=CallState.OPEN,
        may=None,
        verb="call.opened",
        label=gettext_lazy("Open the call"),
        past=gettext_lazy("Call opened"),
        effect=gettext_lazy("Groups can submit proposals."),
        needs=(time_has_come,),
    ),
    Step(
        name="close",
        source=CallState.PUBLISHED | CallState.OPEN,
        target=CallState.CLOSED,
        may=None,
        verb="call.closed",
        label=gettext_lazy("Close"),
        past=gettext_lazy("Call closed"),
        effect=gettext_lazy("No more proposals are taken. What is submitted is checked and reviewed."),
        needs=(time_is_over,),
    ),
    Step(
        name="decide",
        source=CallState.PUBLISHED | CallState.OPEN | CallState.CLOSED,
        target=CallState.DECIDING,
        may=None,
        verb="call.decided",
        label=gettext_lazy("Begin to decide"),
        past=gettext_lazy("The panel began"),
        effect=gettext_lazy("A panel reads what was submitted. The rules cannot be amended any more."),
        needs=(time_is_over,),
    ),
    Step(
        name="announce",
        source=CallState.CLOSED | CallState.DECIDING,
        target=CallState.ANNOUNCED,
        may=None,
        verb="call.announced",
        label=gettext_lazy("Announce the results"),
        past=gettext_lazy("Results announced"),
        effect=gettext_lazy("Everybody can read who was selected."),
    ),
    Step(
        name="amend",
        source=_AMENDABLE,
        target=None,
        may="proposals.amend_call",
        verb="call.amended",
        label=gettext_lazy("Amend"),
        past=gettext_lazy("Call amended"),
        effect=gettext_lazy("The change is announced with its date. What was submitted before stays as it is."),
        tells=gettext_lazy("Every group that has begun or submitted a proposal."),
    ),
    initial=CallState.DRAFT,
)


@CALL.performs("publish")
def publish(call: Call, *, actor: Any, archive: bool = False) -> Call:
    """Announce ``call``. One whose time is over already is published only when it is meant for the ``archive``."""
    with CALL.moving(call, "publish", actor=actor) as move:
        if move.subject.closes_at <= move.now and not archive:
            raise Refused([_("The closing time has passed. Please correct the dates.")])
        move.set(published_at=move.now)
    return move.subject


@CALL.performs("open")
def open_(call: Call, *, actor: Any = None) -> Call:
    """The clock has reached the opening time."""
    with CALL.moving(call, "open", actor=actor) as move:
        pass
    return move.subject


@CALL.performs("close")
def close(call: Call, *, actor: Any = None) -> Call:
    """The clock has reached the closing time."""
    with CALL.moving(call, "close", actor=actor) as move:
        pass
    return move.subject


@CALL.performs("decide")
def decide(call: Call, *, actor: Any = None) -> Call:
    """Its panel has begun."""
    with CALL.moving(call, "decide", actor=actor) as move:
        pass
    return move.subject


@CALL.performs("announce")
def announce(call: Call, *, actor: Any = None) -> Call:
    """Its results are public."""
    with CALL.moving(call, "announce", actor=actor) as move:
        pass
    return move.subject


def keep_in_time() -> int:
    """Let the states of all calls follow the clock. Gives how many moved."""
    now, moved = timezone.now(), 0
    for step, due in (
        (open_, Call.objects.open_at(now).exclude(state=CallState.OPEN)),
        (close, Call.objects.filter(closes_at__lte=now, state__in=[CallState.PUBLISHED, CallState.OPEN])),
    ):
        for call in due:
            try:
                step(call)
            except Refused:  # somebody amended the dates, or another worker was quicker
                continue
            moved += 1
    return moved


# --- Amendments --------------------------------------------------------------------------------------


@contextmanager
def amending(call: Call, *, actor: Any, text_ko: str, text_en: str = "") -> Iterator[Move]:
    """Change the rules of a published call in the body: its fields by ``move.set``, its rows as you like.

    The amendment's row opens the rules for this transaction. It counts the rules' version up and tells every group that
    has begun. Raises ``Refused``, and nothing has changed.
    """
    if not text_ko.strip():
        raise Refused([_("Please say in Korean what changes and why.")])
    with kindly(Call), CALL.moving(call, "amend", actor=actor, note=text_ko) as move:
        amendment = Amendment.objects.create(
            call=move.subject, at=move.now, by=actor, text_ko=text_ko.strip(), text_en=text_en.strip()
        )
        opened, closes = move.subject.opens_at, move.subject.closes_at
        yield move
        move.set(rules_version=move.subject.rules_version + 1)
        reasons = [each.sentence for each in missing_from(move.subject)]
        if opened <= move.now and move.subject.opens_at != opened:
            reasons.append(_("The call has opened already: the opening time cannot be changed any more."))
        if closes != move.subject.closes_at and move.subject.closes_at <= move.now:
            reasons.append(_("The closing time cannot be moved into the past."))
        if reasons:
            raise Refused(reasons)
        move.tell(_asking(call), emails.CALL_AMENDED, call=move.subject, amendment=amendment)


@CALL.performs("amend")
def amend(call: Call, *, actor: Any, text_ko: str, text_en: str = "", **changes: Any) -> Call:
    """Change fields of a published call, as ``amend(call, …, closes_at=later)``."""
    with amending(call, actor=actor, text_ko=text_ko, text_en=text_en) as move:
        move.set(**changes)
    return move.subject


def _asking(call: Call) -> list[Any]:
    """Everybody in a group that has a draft or a submission in ``call``."""
    living = call.proposals.exclude(state=ProposalState.WITHDRAWN).values("group")
    members = Membership.objects.active().filter(group__in=living, user__is_active=True).values("user")
    return list(get_user_model().objects.filter(pk__in=members))
