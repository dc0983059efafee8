"""Who sits on a panel: invited by the Division, in by their own yes, out by their own word or the Division's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import audit
from casework.constraints import kindly
from casework.enums import Note
from casework.lifecycle import Lifecycle, NotAllowed, Refused, Step
from notices import workflow as notices
from proposals import emails
from proposals.enums import PanelState, SeatKind, SeatState
from proposals.models import Panel, Review, Seat
from proposals.workflow.assigning import drop_of_seat, lock
from villages.enums import DIVISION_ROLES, WORKING_ROLES, Role
from villages.models import Posting
from villages.rules import has_role

# Staff who may sit: whoever runs panels and decides rounds does not score.
MAY_SIT = tuple(role for role in (Role.REVIEWER, *WORKING_ROLES) if role not in DIVISION_ROLES)


def panel_is_open(seat: Seat, actor: Any) -> str | None:
    return _("The panel is closed.") if seat.panel.is_closed else None


def does_not_run_panels(seat: Seat, actor: Any) -> str | None:
    if actor is not None and has_role(actor, *DIVISION_ROLES):
        return _("Who works at the Division runs panels and decides on money, and so does not score.")
    return None


SEAT = Lifecycle(
    Seat,
    Step(
        name="accept",
        source=SeatState.INVITED,
        target=SeatState.ACCEPTED,
        may="proposals.answer_seat",
        verb="seat.accepted",
        label=gettext_lazy("Yes, I take the seat"),
        past=gettext_lazy("Took the seat"),
        effect=gettext_lazy(
            "You get files to read and score. You keep to yourself what you read, and declare every conflict."
        ),
        tells=gettext_lazy("The Division."),
        needs=(panel_is_open, does_not_run_panels),
    ),
    Step(
        name="decline",
        source=SeatState.INVITED,
        target=SeatState.DECLINED,
        may="proposals.answer_seat",
        verb="seat.declined",
        label=gettext_lazy("No, thank you"),
        past=gettext_lazy("Declined"),
        effect=gettext_lazy("You get no files. You need not say why."),
        tells=gettext_lazy("The Division."),
        note=Note.OPTIONAL,
        note_label=gettext_lazy("A word to the Division"),
    ),
    Step(
        name="leave",
        source=SeatState.ACCEPTED,
        target=SeatState.LEFT,
        may="proposals.answer_seat",
        verb="seat.left",
        label=gettext_lazy("Leave the panel"),
        past=gettext_lazy("Left the panel"),
        effect=gettext_lazy("What you handed in stays. Your other files close to you and go to somebody else."),
        tells=gettext_lazy("The Division, and whoever reads the files instead."),
        needs=(panel_is_open,),
        note=Note.OPTIONAL,
        note_label=gettext_lazy("A word to the Division"),
        danger=True,
    ),
    Step(
        name="remove",
        source=SeatState.INVITED | SeatState.ACCEPTED,
        target=SeatState.LEFT,
        may="proposals.run_panel",
        verb="seat.removed",
        label=gettext_lazy("Take the seat back"),
        past=gettext_lazy("Seat taken back"),
        effect=gettext_lazy("What this person handed in stays. Their other files go to somebody else."),
        tells=gettext_lazy("This person, with your reason, and whoever reads the files instead."),
        needs=(panel_is_open,),
        note=Note.REQUIRED,
        danger=True,
    ),
    initial=SeatState.INVITED,
)


# --- Inviting ----------------------------------------------------------------------------------------


def invite_posting(
    panel: Panel, posting: Posting, *, actor: Any, districts: Iterable[Any] = (), themes: Iterable[str] = ()
) -> Seat:
    """Invite somebody from an office, by their posting. Raises ``Refused``."""
    if not posting.is_in_force or posting.role not in MAY_SIT:
        raise Refused([_("This posting cannot review: it has ended, or belongs to those who run panels.")])
    seat = Seat(kind=SeatKind.STAFF, posting=posting, user=posting.person, themes=list(themes))
    return _invite(panel, seat, districts, actor)


def invite_address(
    panel: Panel,
    address: str,
    *,
    kind: str,
    actor: Any,
    language: str = "ko",
    districts: Iterable[Any] = (),
    themes: Iterable[str] = (),
) -> Seat:
    """Invite an expert or a resident by e-mail, with an account or without. Raises ``Refused``."""
    if kind not in (SeatKind.EXPERT, SeatKind.RESIDENT):
        raise Refused([_("By e-mail you invite experts and residents; people of offices by their posting.")])
    address = address.strip().lower()
    user = _account_of(address)
    if user is not None and has_role(user, *DIVISION_ROLES):
        raise Refused([_("Who works at the Division runs panels and decides on money, and so does not score.")])
    seat = Seat(kind=kind, user=user, email="" if user else address, themes=list(themes))
    return _invite(panel, seat, districts, actor, language)


def _account_of(address: str) -> Any:
    """Whoever proved to have the address."""
    proved = {"emailaddress__email__iexact": address, "emailaddress__verified": True}
    return get_user_model().objects.filter(is_active=True, **proved).first()


def _invite(panel: Panel, seat: Seat, districts: Iterable[Any], actor: Any, language: str = "ko") -> Seat:
    with transaction.atomic(), kindly(Seat):
        panel = lock(panel)
        if not actor.has_perm("proposals.run_panel", panel):
            raise NotAllowed
        seat.panel, seat.invited_by = panel, actor
        seat.save()
        seat.districts.set(districts)
        audit.record("seat.invited", seat, actor=actor, changes={"kind": (None, seat.kind)})
        context: dict[str, Any] = {"call": panel.call, "panel": panel, "about": seat, "key": f"seat:{seat.pk}"}
        if seat.user is not None:
            notices.tell([seat.user], emails.SEAT_OFFERED, **context)
        else:
            notices.send_to_address(seat.email, emails.SEAT_OFFERED_BY_MAIL, language=language, **context)
    return seat


# --- Answering ---------------------------------------------------------------------------------------


@SEAT.performs("accept")
def accept(seat: Seat, *, actor: Any) -> Seat:
    """The person takes the seat; whoever was invited by address becomes its person."""
    with kindly(Seat), SEAT.moving(seat, "accept", actor=actor) as move:
        move.set(answered_at=move.now)
        if move.subject.user_id is None:
            move.set(user=actor, email="")
        move.tell([move.subject.invited_by], emails.SEAT_ANSWERED, seat=move.subject, said=True, **_at(move.subject))
    return move.subject


@SEAT.performs("decline")
def decline(seat: Seat, *, actor: Any, note: str = "") -> Seat:
    """The person does not want the seat."""
    with SEAT.moving(seat, "decline", actor=actor, note=note) as move:
        move.set(answered_at=move.now)
        context = {"seat": move.subject, "said": False, "words": move.note, **_at(move.subject)}
        move.tell([move.subject.invited_by], emails.SEAT_ANSWERED, **context)
    return move.subject


@SEAT.performs("leave")
def leave(seat: Seat, *, actor: Any, note: str = "") -> Seat:
    """The person leaves; open files go to others."""
    with transaction.atomic():
        lock(seat.panel)
        with SEAT.moving(seat, "leave", actor=actor, note=note) as move:
            context = {"seat": move.subject, "words": move.note, **_at(move.subject)}
            move.tell([move.subject.invited_by], emails.SEAT_LEFT, **context)
        drop_of_seat(move.subject)
    return move.subject


@SEAT.performs("remove")
def remove(seat: Seat, *, actor: Any, note: str) -> Seat:
    """The Division takes the seat, or the invitation, back; open files go to others."""
    with transaction.atomic():
        lock(seat.panel)
        with SEAT.moving(seat, "remove", actor=actor, note=note) as move:
            if move.subject.user is not None:
                move.tell([move.subject.user], emails.SEAT_TAKEN_BACK, seat=move.subject, words=move.note)
        drop_of_seat(move.subject)
    return move.subject


def forget(user: Any) -> int:
    """The account closes: the person leaves every panel that is open. Returns how many seats and words ended."""
    ended = 0
    for seat in Seat.objects.filter(user=user, state=SeatState.ACCEPTED).exclude(panel__state=PanelState.CLOSED):
        leave(seat, actor=user)
        ended += 1
    for seat in Seat.objects.filter(user=user, state=SeatState.INVITED):
        decline(seat, actor=user)
        ended += 1
    return ended + Review.objects.filter(seat__user=user).exclude(conflict_words="").update(conflict_words="")


def _at(seat: Seat) -> dict[str, Any]:
    return {"link": seat.panel.get_absolute_url()}
