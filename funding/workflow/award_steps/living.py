"""Pauses, early ends, cancellation and what is reclaimed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.enums import Note
from casework.lifecycle import Step
from funding.enums import AwardState, ClawbackState
from funding.models import Award, Clawback, Pause
from funding.queries.pauses import days_left
from groups.enums import GroupState

WORDS = gettext_lazy("What you learned, in your own words")
# Whatever has begun and is not closed; an offer that nobody answers can be cancelled, too.
CANCELLABLE = (
    AwardState.OFFERED
    | AwardState.AGREED
    | AwardState.RUNNING
    | AwardState.PAUSED
    | AwardState.REPORTING
    | AwardState.ENDED_EARLY
    | AwardState.SETTLING
    | AwardState.SETTLED
)


def days_of_pause_are_left(award: Award, actor: Any) -> str | None:
    return None if days_left(award) else _("All days of pause that the agreement gives are used.")


def no_cancellation_is_proposed(award: Award, actor: Any) -> str | None:
    if Clawback.objects.filter(award=award, state=ClawbackState.PROPOSED).exists():
        return _("The end of this award is proposed. That is decided first.")
    return None


def group_does_not_rest(award: Award, actor: Any) -> str | None:
    if (
        award.group.state == GroupState.ON_BREAK
        and Pause.objects.filter(award=award, ended_on=None, with_break=True).exists()
    ):
        return _("The whole group is on a break. Return from it, and the project goes on at once.")
    return None


STEPS: tuple[Step, ...] = (
    Step(
        name="pause",
        source=AwardState.RUNNING,
        target=AwardState.PAUSED,
        may="funding.pause_award",
        verb="award.paused",
        label=gettext_lazy("Pause the project"),
        past=gettext_lazy("Project paused"),
        effect=gettext_lazy(
            "The clock stands still: no reminders come, and when you are back every date moves by exactly the days of"
            " the pause. Nothing is paid meanwhile, and the balance stays as it is."
        ),
        tells=gettext_lazy("Every member of the group and its office."),
        needs=(days_of_pause_are_left, no_cancellation_is_proposed),
        note=Note.OPTIONAL,
        note_label=gettext_lazy("Why, if you like to say"),
        form="funding.forms.changing.PauseForm",
    ),
    Step(
        name="resume",
        source=AwardState.PAUSED,
        target=AwardState.RUNNING,
        may="funding.resume_award",
        verb="award.resumed",
        label=gettext_lazy("Go on after the pause"),
        past=gettext_lazy("Project goes on"),
        effect=gettext_lazy(
            "The project runs again. Its end and every open date move by exactly the days of the pause."
        ),
        tells=gettext_lazy("Every member of the group and its office, with the new dates."),
        needs=(group_does_not_rest,),
    ),
    Step(
        name="rest",
        source=AwardState.RUNNING,
        target=AwardState.PAUSED,
        may=None,
        verb="award.rests",
        label=gettext_lazy("Rest with the group"),
        past=gettext_lazy("Paused with the group's break"),
        effect=gettext_lazy("The group takes a break."),
    ),
    Step(
        name="wake",
        source=AwardState.PAUSED,
        target=AwardState.RUNNING,
        may=None,
        verb="award.wakes",
        label=gettext_lazy("Return with the group"),
        past=gettext_lazy("Back with the group"),
        effect=gettext_lazy("The group is back from its break."),
    ),
    Step(
        name="end_early",
        source=AwardState.RUNNING | AwardState.PAUSED,
        target=AwardState.ENDED_EARLY,
        may="funding.end_award_early",
        verb="award.ended_early",
        label=gettext_lazy("End the project early"),
        past=gettext_lazy("Group ended the project early"),
        effect=gettext_lazy(
            "The project ends today. You tell what you learned, settle the account and return what is left. Nobody"
            " blames you, and you may ask for money again later."
        ),
        tells=gettext_lazy("Every member of the group and its office."),
        note=Note.REQUIRED,
        note_label=WORDS,
        danger=True,
    ),
    Step(
        name="stop_early",
        source=AwardState.RUNNING | AwardState.PAUSED,
        target=AwardState.ENDED_EARLY,
        may="funding.stop_award_early",
        verb="award.stopped_early",
        label=gettext_lazy("End the project for the group"),
        past=gettext_lazy("Division ended the project early"),
        effect=gettext_lazy(
            "For a group that cannot go on or cannot be reached. It settles its account and returns what is left;"
            " nothing is cancelled or reclaimed by this."
        ),
        tells=gettext_lazy("Every member of the group and its office, with your reason."),
        note=Note.REQUIRED,
        danger=True,
    ),
    Step(
        name="end_with_group",
        source=AwardState.RUNNING | AwardState.PAUSED,
        target=AwardState.ENDED_EARLY,
        may=None,
        verb="award.ended_with_group",
        label=gettext_lazy("End with the group"),
        past=gettext_lazy("Ended, since the group disbanded"),
        effect=gettext_lazy("The group disbanded."),
    ),
    Step(
        name="cancel",
        source=CANCELLABLE,
        target=AwardState.CANCELLED,
        may=None,
        verb="award.cancelled",
        label=gettext_lazy("Cancel"),
        past=gettext_lazy("Award cancelled by the director's signature"),
        effect=gettext_lazy("Nothing more is paid."),
        danger=True,
    ),
    Step(
        name="reclaim",
        source=AwardState.CANCELLED,
        target=AwardState.CLAWBACK,
        may=None,
        verb="award.reclaimed",
        label=gettext_lazy("Reclaim"),
        past=gettext_lazy("Money is reclaimed"),
        effect=gettext_lazy("The money comes back in instalments."),
        danger=True,
    ),
    Step(
        name="repay",
        source=AwardState.CLAWBACK,
        target=AwardState.CLOSED,
        may=None,
        verb="award.repaid",
        label=gettext_lazy("Close"),
        past=gettext_lazy("All is returned, closed"),
        effect=gettext_lazy("Everything that was reclaimed is back."),
    ),
)
