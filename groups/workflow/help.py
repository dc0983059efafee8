"""A member writes to one adviser in confidence; the adviser offers a talk or names a mediator."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from casework.constraints import kindly
from casework.lifecycle import Lifecycle, NotAllowed, Step
from groups import emails
from groups.enums import HelpState
from groups.models import Group, HelpNote
from notices import workflow as notices
from villages.models import Posting
from villages.workflow.posting import lock_for_work

_WAITING = HelpState.SENT | HelpState.TALK_OFFERED | HelpState.REFERRED


HELP_NOTE = Lifecycle(
    HelpNote,
    Step(
        name="offer_talk",
        source=HelpState.SENT | HelpState.REFERRED,
        target=HelpState.TALK_OFFERED,
        may="groups.answer_helpnote",
        verb="helpnote.talk_offered",
        label=gettext_lazy("Offer a talk"),
        past=gettext_lazy("A talk was offered"),
        effect=gettext_lazy("The person reads your words: when, where and with whom you could talk."),
        tells=gettext_lazy("Only the person who wrote."),
        form="groups.forms.help.AnswerForm",
    ),
    Step(
        name="refer",
        source=HelpState.SENT | HelpState.TALK_OFFERED,
        target=HelpState.REFERRED,
        may="groups.answer_helpnote",
        verb="helpnote.referred",
        label=gettext_lazy("Refer to a mediator"),
        past=gettext_lazy("A mediator was named"),
        effect=gettext_lazy("The person reads whom they can turn to. You tell the mediator nothing."),
        tells=gettext_lazy("Only the person who wrote."),
        form="groups.forms.help.AnswerForm",
    ),
    Step(
        name="return_",
        source=_WAITING,
        target=HelpState.RETURNED,
        may=None,
        verb="helpnote.returned",
        label=gettext_lazy("Return"),
        past=gettext_lazy("Came back, because the adviser left"),
        effect=gettext_lazy("The adviser's posting ended."),
    ),
    Step(
        name="resend",
        source=HelpState.RETURNED,
        target=HelpState.SENT,
        may="groups.resend_helpnote",
        verb="helpnote.resent",
        label=gettext_lazy("Send to another adviser"),
        past=gettext_lazy("Sent to another adviser"),
        effect=gettext_lazy("Only the adviser you choose will read it."),
        tells=gettext_lazy("Only that adviser, and only that somebody wrote."),
        form="groups.forms.help.ResendForm",
    ),
    Step(
        name="close",
        source=_WAITING | HelpState.RETURNED,
        target=HelpState.CLOSED,
        may="groups.close_helpnote",
        verb="helpnote.closed",
        label=gettext_lazy("Close and destroy the note"),
        past=gettext_lazy("Closed"),
        effect=gettext_lazy("What you and the adviser wrote is destroyed for good."),
        danger=True,
    ),
    initial=HelpState.SENT,
)


def write(group: Group, *, actor: Any, adviser: Posting, text: str) -> HelpNote:
    """Write to ``adviser``. Only they learn of it, and their message says no more than that somebody wrote."""
    if not group.belongs_to(actor):
        raise NotAllowed
    with kindly(HelpNote):
        posting = lock_for_work(adviser)
        note = HelpNote.objects.create(group=group, user=actor, adviser=posting, text=text.strip())
        _tell_adviser(note)
    return note


@HELP_NOTE.performs("offer_talk")
def offer_talk(note: HelpNote, *, actor: Any, answer: str) -> HelpNote:
    """Offer to talk."""
    return _answer(note, "offer_talk", actor, answer)


@HELP_NOTE.performs("refer")
def refer(note: HelpNote, *, actor: Any, answer: str) -> HelpNote:
    """Name a mediator."""
    return _answer(note, "refer", actor, answer)


def _answer(note: HelpNote, step: str, actor: Any, words: str) -> HelpNote:
    with HELP_NOTE.moving(note, step, actor=actor) as move:
        move.set(answer=words.strip())
        move.tell([move.subject.user], emails.HELP_ANSWERED)
    return move.subject


@HELP_NOTE.performs("resend")
def resend(note: HelpNote, *, actor: Any, adviser: Posting) -> HelpNote:
    """Turn to somebody else."""
    with HELP_NOTE.moving(note, "resend", actor=actor) as move:
        posting = lock_for_work(adviser)
        move.set(adviser=posting, answer="")
        move.tell([posting.person], emails.HELP_ASKED)
    return move.subject


@HELP_NOTE.performs("close")
def close(note: HelpNote, *, actor: Any) -> HelpNote:
    """It is over; the words are destroyed."""
    with HELP_NOTE.moving(note, "close", actor=actor) as move:
        move.set(text="", answer="")
    return move.subject


def return_all(posting: Posting) -> int:
    """The adviser leaves: every open note goes back to whoever wrote it, and to no successor."""
    held = HelpNote.objects.filter(adviser=posting, state__in=_WAITING)
    for note in held:
        with HELP_NOTE.moving(note, "return_", actor=None) as move:
            move.set(adviser=None)
            move.tell([move.subject.user], emails.HELP_RETURNED)
    return len(held)


def _tell_adviser(note: HelpNote) -> None:
    assert note.adviser is not None
    notices.tell([note.adviser.person], emails.HELP_ASKED, about=note, key=f"help-note:{note.pk}")
