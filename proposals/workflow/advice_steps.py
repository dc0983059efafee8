"""The table of a talk's life. ``advice`` holds the functions that carry the steps out."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.enums import Note
from casework.lifecycle import Lifecycle, Step
from proposals.enums import SLOT_CHANGES_UNTIL, AdviceState
from proposals.models import Advice


def in_time(advice: Advice, actor: Any) -> str | None:
    """The group changes its hour itself until shortly before; then only a call reaches the adviser."""
    if advice.slot is None or advice.slot.starts_at - timezone.now() >= SLOT_CHANGES_UNTIL:
        return None
    return _("The talk begins in less than two hours or has begun. Please ring %(office)s: %(phone)s.") % {
        "office": advice.office.name,
        "phone": advice.office.phone or advice.office.email,
    }


def has_begun(advice: Advice, actor: Any) -> str | None:
    if advice.state != AdviceState.BOOKED or advice.slot is None or advice.slot.starts_at <= timezone.now():
        return None
    return _("The talk has not begun yet.")


ADVICE = Lifecycle(
    Advice,
    Step(
        name="choose",
        source=AdviceState.REQUESTED,
        target=AdviceState.BOOKED,
        may="proposals.change_advice",
        verb="advice.booked",
        label=gettext_lazy("Book an hour"),
        past=gettext_lazy("Hour booked"),
        effect=gettext_lazy("The hour is yours. You can move or cancel it until two hours before."),
        tells=gettext_lazy("Your group, and the adviser."),
        form="proposals.forms.advice.ChooseForm",
    ),
    Step(
        name="give_time",
        source=AdviceState.REQUESTED | AdviceState.BOOKED,
        target=AdviceState.BOOKED,
        may="proposals.hold_advice",
        verb="advice.time_given",
        label=gettext_lazy("Give a time"),
        past=gettext_lazy("A time was given"),
        effect=gettext_lazy(
            "The talk is booked for the hour you choose. If it had another hour, that one is taken back."
        ),
        tells=gettext_lazy("Whoever asked, their group, and the adviser."),
        form="proposals.forms.advice.GiveTimeForm",
    ),
    Step(
        name="move",
        source=AdviceState.BOOKED,
        target=None,
        may="proposals.change_advice",
        verb="advice.moved",
        label=gettext_lazy("Move to another hour"),
        past=gettext_lazy("Moved to another hour"),
        effect=gettext_lazy("The new hour is yours, and the old one is free for others."),
        tells=gettext_lazy("Your group, and the adviser."),
        needs=(in_time,),
        form="proposals.forms.advice.ChooseForm",
    ),
    Step(
        name="cancel",
        source=AdviceState.REQUESTED | AdviceState.BOOKED,
        target=AdviceState.CANCELLED,
        may="proposals.change_advice",
        verb="advice.cancelled",
        label=gettext_lazy("Cancel the talk"),
        past=gettext_lazy("Cancelled"),
        effect=gettext_lazy("Your hour is free for others. You can book another one at any time."),
        tells=gettext_lazy("Your group, and the adviser."),
        needs=(in_time,),
        note=Note.OPTIONAL,
        danger=True,
    ),
    Step(
        name="call_off",
        source=AdviceState.BOOKED,
        target=AdviceState.REQUESTED,
        may="proposals.hold_advice",
        verb="advice.called_off",
        label=gettext_lazy("This hour is not possible"),
        past=gettext_lazy("The office could not keep the hour"),
        effect=gettext_lazy("The hour is taken back, and the talk waits under “asked for” until it has a new time."),
        tells=gettext_lazy("Whoever asked, and their group, with your words."),
        note=Note.REQUIRED,
        note_label=gettext_lazy("Your words to the group"),
        danger=True,
    ),
    Step(
        name="close",
        source=AdviceState.REQUESTED,
        target=AdviceState.CANCELLED,
        may="proposals.hold_advice",
        verb="advice.closed",
        label=gettext_lazy("Answer without a talk"),
        past=gettext_lazy("Answered without a talk"),
        effect=gettext_lazy("The group reads your answer. Asking again is always possible."),
        tells=gettext_lazy("Whoever asked, and their group."),
        note=Note.REQUIRED,
        note_label=gettext_lazy("Your answer"),
    ),
    Step(
        name="hold",
        source=AdviceState.REQUESTED | AdviceState.BOOKED | AdviceState.MISSED,
        target=AdviceState.HELD,
        may="proposals.hold_advice",
        verb="advice.held",
        label=gettext_lazy("The talk took place"),
        past=gettext_lazy("The talk took place"),
        effect=gettext_lazy("The talk counts as held. Then write the note, if you have not done so here."),
        tells=gettext_lazy("The group, once there is a note."),
        needs=(has_begun,),
        form="proposals.forms.advice.HoldForm",
    ),
    Step(
        name="note",
        source=AdviceState.HELD,
        target=AdviceState.NOTED,
        may="proposals.hold_advice",
        verb="advice.noted",
        label=gettext_lazy("Write the note"),
        past=gettext_lazy("Note written"),
        effect=gettext_lazy("The note belongs to the group: all its members read it and keep it."),
        tells=gettext_lazy("Whoever asked, and their group."),
        form="proposals.forms.advice.NoteForm",
    ),
    Step(
        name="correct",
        source=AdviceState.NOTED,
        target=None,
        may="proposals.hold_advice",
        verb="advice.corrected",
        label=gettext_lazy("Correct the note"),
        past=gettext_lazy("Note corrected"),
        effect=gettext_lazy("The group reads the corrected note; the history says that it was corrected, and by whom."),
        tells=gettext_lazy("Whoever asked, and their group."),
        form="proposals.forms.advice.NoteForm",
    ),
    Step(
        name="miss",
        source=AdviceState.BOOKED,
        target=AdviceState.MISSED,
        may="proposals.hold_advice",
        verb="advice.missed",
        label=gettext_lazy("We did not meet"),
        past=gettext_lazy("You did not meet"),
        effect=gettext_lazy(
            "Nobody is at fault and nothing follows from it. The group is invited to book another hour."
        ),
        tells=gettext_lazy("Whoever asked, and their group."),
        needs=(has_begun,),
    ),
    Step(
        name="hand_to",
        source=AdviceState.BOOKED,
        target=None,
        may=None,
        verb="advice.handed_over",
        label=gettext_lazy("Hand over"),
        past=gettext_lazy("A colleague keeps the hour"),
        effect=gettext_lazy("The adviser's posting ended; a colleague keeps the hour."),
    ),
    Step(
        name="hand_back",
        source=AdviceState.BOOKED,
        target=AdviceState.REQUESTED,
        may=None,
        verb="advice.handed_back",
        label=gettext_lazy("Hand back"),
        past=gettext_lazy("Waits for a new time, because the adviser left"),
        effect=gettext_lazy("The adviser's posting ended; the office gives a new time."),
    ),
    Step(
        name="lapse",
        source=AdviceState.REQUESTED | AdviceState.BOOKED,
        target=AdviceState.CANCELLED,
        may=None,
        verb="advice.lapsed",
        label=gettext_lazy("Lapse"),
        past=gettext_lazy("Ended with the group"),
        effect=gettext_lazy("The group was disbanded, so the talk is not needed any more."),
    ),
    initial=AdviceState.REQUESTED,
)
