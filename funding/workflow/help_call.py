"""“We need help”: the office in charge hears it at once and calls; the group sees who will, and by when."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import audit, permissions
from casework.constraints import kindly
from casework.enums import Note
from casework.lifecycle import Lifecycle, NotAllowed, Refused, Step
from funding import emails
from funding.enums import HelpState
from funding.models import Award, HelpCall
from funding.queries import obligations
from funding.queries.conditions import conditions_of
from funding.queries.people import helpers_of, members_of, office_of
from notices import deadlines
from notices import workflow as notices
from notices.calendar import add_business_days

HELP_CALL = Lifecycle(
    HelpCall,
    Step(
        name="take",
        source=HelpState.OPEN,
        target=HelpState.TAKEN,
        may="funding.answer_helpcall",
        verb="helpcall.taken",
        label=gettext_lazy("I will call"),
        past=gettext_lazy("Somebody said that they will call"),
        effect=gettext_lazy("The group reads that you will call, and by when."),
        tells=gettext_lazy("Every member of the group."),
    ),
    Step(
        name="answer",
        source=HelpState.OPEN | HelpState.TAKEN,
        target=HelpState.ANSWERED,
        may="funding.answer_helpcall",
        verb="helpcall.answered",
        label=gettext_lazy("We have talked"),
        past=gettext_lazy("Help given"),
        effect=gettext_lazy("This leaves your list."),
        tells=gettext_lazy("Every member of the group, with your words."),
        note=Note.OPTIONAL,
        note_label=gettext_lazy("What you agreed on, for the group to read"),
    ),
    Step(
        name="withdraw",
        source=HelpState.OPEN | HelpState.TAKEN,
        target=HelpState.WITHDRAWN,
        may="funding.ask_more",
        verb="helpcall.withdrawn",
        label=gettext_lazy("We manage now"),
        past=gettext_lazy("Help is not needed any more"),
        effect=gettext_lazy("Your office need not call any more."),
    ),
    initial=HelpState.OPEN,
)


def ask(name: str, pk: int, *, actor: Any, words: str = "") -> HelpCall:
    """Tell the office that the group needs help with an obligation, or with the project as such (``PROJECT``)."""
    with transaction.atomic(), kindly(HelpCall):
        award = _award_of(name, pk)
        if not permissions.check("funding.ask_more", actor, award):
            raise NotAllowed
        made = HelpCall.objects.create(
            award=award,
            source=name,
            object_id=pk,
            office=office_of(award),
            words=words.strip(),
            asked_by=actor,
            due_on=add_business_days(timezone.localdate(), conditions_of(award).help_within),
        )
        event = audit.record("helpcall.asked", made, actor=actor)
        said = {"label": label_of(made), "project": str(award), "group": award.group.name, "words": made.words}
        people = helpers_of(award, but=actor)
        notices.tell(people, emails.HELP_ASKED, about=made, due=made.due_on, key=f"audit:{event.pk}", **said)
    return made


def _award_of(name: str, pk: int) -> Award:
    related = ("group", "proposal__office", "village", "proposal__call__stage")
    if name != obligations.PROJECT:
        found = obligations.find(name, pk)
        if found is None:
            raise Refused([_("This is done already. If you need help otherwise, say so on the page of your award.")])
        pk = found.award.pk
    return Award.objects.select_related(*related).get(pk=pk)


def label_of(call: HelpCall) -> Any:
    """What it is about, in words; nothing for the project as such."""
    return "" if call.source == obligations.PROJECT else deadlines.get(call.source).label


@HELP_CALL.performs("take")
def take(call: HelpCall, *, actor: Any) -> HelpCall:
    """Somebody of the office says that they will call."""
    with HELP_CALL.moving(call, "take", actor=actor) as move:
        move.set(taken_by=actor)
        people = members_of(move.subject.award)
        said = {"who": actor.name, "by": move.subject.due_on, "office": str(move.subject.office)}
        move.tell(people, emails.HELP_TAKEN, project=str(move.subject.award), **said)
    return call


@HELP_CALL.performs("answer")
def answer(call: HelpCall, *, actor: Any, note: str = "") -> HelpCall:
    """They have talked."""
    with HELP_CALL.moving(call, "answer", actor=actor, note=note) as move:
        move.set(answered_by=actor, answered_at=move.now)
        people = members_of(move.subject.award)
        move.tell(people, emails.HELP_ANSWERED, project=str(move.subject.award), words=move.note)
    return call


@HELP_CALL.performs("withdraw")
def withdraw(call: HelpCall, *, actor: Any) -> HelpCall:
    """The group manages."""
    with HELP_CALL.moving(call, "withdraw", actor=actor):
        pass
    return call
