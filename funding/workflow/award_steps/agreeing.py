"""From the offer to the first payment."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from casework.enums import Note
from casework.lifecycle import Step
from funding.enums import AwardState

STEPS: tuple[Step, ...] = (
    Step(
        name="decline",
        source=AwardState.OFFERED,
        target=AwardState.DECLINED,
        may="funding.decline_award",
        verb="award.declined",
        label=gettext_lazy("Decline the award"),
        past=gettext_lazy("Award declined"),
        effect=gettext_lazy(
            "Your group gets no money from this round. It goes to a group on the reserve list. There is no disadvantage"
            " for you later, but this cannot be undone."
        ),
        tells=gettext_lazy("The Division, which runs the round."),
        note=Note.OPTIONAL,
        note_label=gettext_lazy("Why, if you like to say"),
        danger=True,
    ),
)
