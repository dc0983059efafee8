"""A panel is set up, filled with people, begins, takes in what comes late, and closes."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from casework import audit
from casework.constraints import kindly
from casework.enums import Note
from casework.lifecycle import Lifecycle, Move, NotAllowed, Refused, Step
from proposals import emails
from proposals.enums import CallState, PanelState, ReviewState
from proposals.models import Call, Panel, Review
from proposals.queries.panel import Plan, known_progress, plan, waiting_for
from proposals.workflow import call as calls
from proposals.workflow.assigning import give, tell_readers
from proposals.workflow.proposal import PROPOSAL

# What may still change while reviewers score: nothing that would change what their scores mean.
_CHANGES_WHILE_RUNNING = frozenset({"due_on", "reviewers_named"})


# --- What a step needs -------------------------------------------------------------------------------


def somebody_sits(panel: Panel, actor: Any) -> str | None:
    if panel.seats.sitting().exists():
        return None
    return _("Nobody sits on the panel yet. Invite people; they sit once they have said yes.")


def there_are_files(panel: Panel, actor: Any) -> str | None:
    return None if known_progress(panel).files else _("There is no eligible proposal in this call.")


def call_is_over(panel: Panel, actor: Any) -> str | None:
    return None if panel.call.is_over else _("The call is still open.")


def something_waits(panel: Panel, actor: Any) -> str | None:
    return None if known_progress(panel).waiting else _("No proposal waits to be taken in.")


def all_handed_in(panel: Panel, actor: Any) -> str | None:
    missing = known_progress(panel).missing
    if not missing:
        return None
    return ngettext(
        "%(number)d review has not been handed in. Wait for it, or take it back with a reason.",
        "%(number)d reviews have not been handed in. Wait for them, or take them back with a reason.",
        missing,
    ) % {"number": missing}


def every_file_reviewed(panel: Panel, actor: Any) -> str | None:
    without = known_progress(panel).unread
    if not without:
        return None
    return ngettext(
        "%(number)d proposal has no review at all.", "%(number)d proposals have no review at all.", without
    ) % {"number": without}


def talks_held(panel: Panel, actor: Any) -> str | None:
    talks = known_progress(panel).talks
    if not talks:
        return None
    return ngettext(
        "%(number)d talk about scores far apart is still to be held.",
        "%(number)d talks about scores far apart are still to be held.",
        talks,
    ) % {"number": talks}


def day_is_over(panel: Panel, actor: Any) -> str | None:
    if panel.due_on < timezone.localdate():
        return None
    return _("The reviewers have time until %(day)s.") % {"day": date_format(panel.due_on)}


def somebody_is_late(panel: Panel, actor: Any) -> str | None:
    return None if known_progress(panel).missing else _("Every review has been handed in.")


def none_left_outside(panel: Panel, actor: Any) -> str | None:
    outside = known_progress(panel).waiting + known_progress(panel).late
    if not outside:
        return None
    return ngettext(
        "%(number)d proposal of the call has not come to the panel yet: check its eligibility, and take it in.",
        "%(number)d proposals of the call have not come to the panel yet: check their eligibility, and take them in.",
        outside,
    ) % {"number": outside}


PANEL = Lifecycle(
    Panel,
    Step(
        name="open",
        source=PanelState.PREPARING,
        target=PanelState.RUNNING,
        may="proposals.run_panel",
        verb="panel.opened",
        label=gettext_lazy("Begin the review"),
        past=gettext_lazy("Review begun"),
        effect=gettext_lazy(
            "Every eligible proposal goes to the panel as it was submitted. What you have not given by hand is "
            "distributed evenly."
        ),
        tells=gettext_lazy("Every reviewer, once, with the number of files and the day."),
        needs=(call_is_over, somebody_sits, there_are_files),
    ),
    Step(
        name="take_in",
        source=PanelState.RUNNING,
        target=None,
        may="proposals.run_panel",
        verb="panel.took_in",
        label=gettext_lazy("Take in late proposals"),
        past=gettext_lazy("Late proposals taken in"),
        effect=gettext_lazy("Proposals found eligible meanwhile go to the panel, and are distributed evenly."),
        tells=gettext_lazy("The reviewers who get them."),
        needs=(something_waits,),
    ),
    Step(
        name="close_to_late",
        source=PanelState.RUNNING,
        target=None,
        may="proposals.run_panel",
        verb="panel.closed_to_late",
        label=gettext_lazy("Close the files to late reviewers"),
        past=gettext_lazy("Files closed to late reviewers"),
        effect=gettext_lazy(
            "Reviews that were not handed in are taken back, and their files close to these reviewers at once. "
            "What was handed in counts. A file without any review can be given to somebody else."
        ),
        tells=gettext_lazy("The reviewers whose files close."),
        needs=(day_is_over, somebody_is_late),
        note=Note.OPTIONAL,
        note_label=gettext_lazy("A word to the reviewers"),
        danger=True,
    ),
    Step(
        name="close",
        source=PanelState.RUNNING,
        target=PanelState.CLOSED,
        may="proposals.run_panel",
        verb="panel.closed",
        label=gettext_lazy("Close the panel"),
        past=gettext_lazy("Panel closed"),
        effect=gettext_lazy("All scores become final, and the files are closed to the reviewers."),
        tells=gettext_lazy("Every reviewer, with thanks."),
        needs=(all_handed_in, every_file_reviewed, talks_held, none_left_outside),
        note=Note.OPTIONAL,
        note_label=gettext_lazy("A word to the reviewers"),
    ),
    initial=PanelState.PREPARING,
)


# --- Setting up --------------------------------------------------------------------------------------


def set_up(call: Call, *, actor: Any, **settings: Any) -> Panel:
    """Begin a panel for a call that is over. ``settings`` are fields of ``Panel``. Raises ``Refused``.

    Names inside attached files cannot be hidden: where the call hides names the files stay out unless said otherwise.
    """
    settings = {"files_shown": not call.names_hidden} | settings
    if not actor.has_perm("proposals.set_up_panel", call):
        raise NotAllowed
    panel = Panel(call=call, **settings)
    if reason := call_is_over(panel, actor):
        raise Refused([reason])
    with transaction.atomic(), kindly(Panel):
        if Panel.objects.filter(call=call).exists():
            raise Refused([_("This call has a panel already.")])
        panel.save()
        audit.record("panel.set_up", panel, actor=actor, changes={name: (None, v) for name, v in settings.items()})
    return panel


def change(panel: Panel, *, actor: Any, **settings: Any) -> Panel:
    """Change the arrangement: all of it before the review begins, the day and the naming after. Raises ``Refused``."""
    with transaction.atomic():
        panel = Panel.objects.select_for_update(of=("self",)).get(pk=panel.pk)
        if not actor.has_perm("proposals.run_panel", panel):
            raise NotAllowed
        changed = {name: (getattr(panel, name), v) for name, v in settings.items() if getattr(panel, name) != v}
        if panel.is_closed:
            raise Refused([_("The panel is closed.")])
        if panel.state == PanelState.RUNNING and set(changed) - _CHANGES_WHILE_RUNNING:
            raise Refused([_("While reviewers score only the day and the naming of reviewers can be changed.")])
        if changed:
            for name, (_before, value) in changed.items():
                setattr(panel, name, value)
            panel.save(update_fields=list(changed))
            audit.record("panel.changed", panel, actor=actor, changes=changed)
    return panel


# --- Its life ----------------------------------------------------------------------------------------


@PANEL.performs("open")
def open_panel(panel: Panel, *, actor: Any) -> Panel:
    """The review begins: every eligible proposal of the call comes to the panel, and all is distributed."""
    with PANEL.moving(panel, "open", actor=actor) as move:
        planned = plan(move.subject)
        _refuse_what_nobody_may_read(planned)
        give(move.subject, planned.given)
        _bring_in(move)
        move.set(opened_at=move.now)
        if panel.call.state != CallState.DECIDING:
            calls.decide(panel.call)
        tell_readers(move.subject, Review.objects.waiting().filter(seat__panel=panel), key=f"panel:{panel.pk}:opened")
    return move.subject


@PANEL.performs("take_in")
def take_in(panel: Panel, *, actor: Any) -> Panel:
    """Proposals found eligible since the review began come to the panel, too."""
    with PANEL.moving(panel, "take_in", actor=actor) as move:
        _bring_in(move)
        planned = plan(move.subject)
        _refuse_what_nobody_may_read(planned)
        tell_readers(move.subject, give(move.subject, planned.given))
    return move.subject


@PANEL.performs("close")
def close(panel: Panel, *, actor: Any, note: str = "") -> Panel:
    """All scores become final. One statement moves them: it follows from the panel's own step, which is on record."""
    with PANEL.moving(panel, "close", actor=actor, note=note) as move:
        move.set(closed_at=move.now)
        Review.objects.filter(seat__panel=panel, state=ReviewState.SCORED).update(state=ReviewState.FINAL)
        people = [seat.user for seat in panel.seats.sitting().select_related("user")]
        move.tell(people, emails.PANEL_CLOSED, words=move.note, link=reverse("proposals:my-reviews"))
    return move.subject


def _bring_in(move: Move) -> None:
    with PROPOSAL.moving_all(list(waiting_for(move.subject)), "begin_review", actor=None):
        pass


def _refuse_what_nobody_may_read(planned: Plan) -> None:
    """A file with fewer reviews than planned is shown on the page; one without any would be forgotten."""
    without = [each for each in planned.short if each.has == 0]
    if without:
        raise Refused(
            [
                _("Nobody on the panel may read “%(title)s” (%(reasons)s). Invite somebody else, too.")
                % {"title": each.proposal, "reasons": ", ".join(each.reasons)}
                for each in without[:5]
            ]
        )
