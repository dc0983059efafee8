"""Family ties: declared by one, answered by the other, ended by either."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import emails, queries
from accounts.enums import TieState
from accounts.models import FamilyTie, User
from casework import audit
from casework.enums import Note
from casework.lifecycle import Lifecycle, Refused, Step
from notices import workflow as notices

FAMILY_TIE = Lifecycle(
    FamilyTie,
    Step(
        name="confirm",
        source=TieState.DECLARED,
        target=TieState.CONFIRMED,
        may="accounts.answer_familytie",
        verb="family_tie.confirmed",
        label=gettext_lazy("Confirm"),
        past=gettext_lazy("Family tie confirmed"),
        effect=gettext_lazy("From now on the two of you count as one person wherever distinct people are counted."),
        tells=gettext_lazy("The person who declared it"),
    ),
    Step(
        name="refuse",
        source=TieState.DECLARED,
        target=TieState.REFUSED,
        may="accounts.answer_familytie",
        verb="family_tie.refused",
        label=gettext_lazy("This is not so"),
        past=gettext_lazy("Family tie refused"),
        effect=gettext_lazy("The declaration is set aside and has no effect."),
        tells=gettext_lazy("The person who declared it"),
    ),
    Step(
        name="end",
        source=TieState.CONFIRMED,
        target=TieState.ENDED,
        may="accounts.end_familytie",
        verb="family_tie.ended",
        label=gettext_lazy("End this tie"),
        past=gettext_lazy("Family tie ended"),
        effect=gettext_lazy("From now on the two of you count as two people again."),
        tells=gettext_lazy("The other person"),
        note=Note.REQUIRED,
        note_label=gettext_lazy("Why does it end? (for example a divorce; kept in the record)"),
        danger=True,
    ),
    Step(
        name="lapse",
        source=TieState.DECLARED | TieState.CONFIRMED,
        target=TieState.ENDED,
        may=None,
        verb="family_tie.lapsed",
        label=gettext_lazy("Lapse"),
        past=gettext_lazy("Family tie lapsed with an account"),
        effect=gettext_lazy("One of the two accounts was closed."),
    ),
    initial=TieState.DECLARED,
)


def declare(actor: User, address: str, kind: str) -> None:
    """Say that the person at ``address`` is family.

    What the actor learns is the same whether or not the address has an account, and whether or not the tie was
    declared before; for an address without an account nothing is stored, since it would be data about somebody who
    knows nothing of it. Raises ``Refused`` for one's own address.
    """
    if address.strip().lower() == actor.email.lower():
        raise Refused([_("This is your own address. Please write the address of your relative.")])
    relative = queries.person_at(address)
    if relative is None or relative.pk == actor.pk:
        return
    with transaction.atomic():
        # One order of locking for both directions, so that two people who declare each other at once do not collide.
        list(User.objects.select_for_update().filter(pk__in=[actor.pk, relative.pk]).order_by("pk"))
        if FamilyTie.objects.open().filter(from_user=actor, to_user=relative).exists():
            return
        mirrored = FamilyTie.objects.open().filter(from_user=relative, to_user=actor).first()
        if mirrored is not None:
            if mirrored.state == TieState.DECLARED:
                confirm(mirrored, actor=actor)
            return
        tie = FamilyTie.objects.create(from_user=actor, to_user=relative, kind=kind)
        audit.record("family_tie.declared", tie, actor=actor)
        notices.tell([relative], emails.FAMILY_DECLARED, about=tie, key=f"family-tie:{tie.pk}")


@FAMILY_TIE.performs("confirm")
def confirm(tie: FamilyTie, *, actor: User) -> FamilyTie:
    """The other person says that it is so."""
    with FAMILY_TIE.moving(tie, "confirm", actor=actor) as move:
        move.tell([tie.from_user], emails.FAMILY_CONFIRMED)
    return move.subject


@FAMILY_TIE.performs("refuse")
def refuse(tie: FamilyTie, *, actor: User) -> FamilyTie:
    """The other person says that it is not so."""
    with FAMILY_TIE.moving(tie, "refuse", actor=actor) as move:
        move.tell([tie.from_user], emails.FAMILY_REFUSED)
    return move.subject


@FAMILY_TIE.performs("end")
def end(tie: FamilyTie, *, actor: User, note: str) -> FamilyTie:
    """Either says that it is so no longer."""
    with FAMILY_TIE.moving(tie, "end", actor=actor, note=note) as move:
        other = tie.to_user if actor.pk == tie.from_user_id else tie.from_user
        move.tell([other], emails.FAMILY_ENDED)
    return move.subject


def lapse(tie: FamilyTie) -> FamilyTie:
    """One of the two accounts is being closed. Only the portal itself takes this step."""
    with FAMILY_TIE.moving(tie, "lapse", actor=None) as move:
        pass
    return move.subject
