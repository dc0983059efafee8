"""A group is founded, forms with three, rests, returns, changes course, becomes something else, or ends."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import audit
from casework.constraints import kindly
from casework.enums import Note
from casework.lifecycle import Lifecycle, Move, Need, Refused, Step
from groups import emails, holds, names
from groups.enums import (
    FORMING_AT_MOST,
    GroupState,
    Purpose,
    Role,
)
from groups.models import Group, Membership
from groups.queries.distinct import distinct_people
from groups.queries.groups import people_of
from groups.queries.votes import agreed_vote
from groups.workflow.people import admit

LESSON = gettext_lazy("What did you learn?")


# --- What a step needs -------------------------------------------------------------------------------


def three_distinct_people(group: Group, actor: Any) -> str | None:
    people = distinct_people(group)
    if people.enough:
        return None
    count = _("A group needs %(minimum)d distinct people; you are %(count)d.") % {
        "minimum": people.minimum,
        "count": people.count,
    }
    return " ".join([count, *people.reasons])


def majority_agreed(purpose: Purpose) -> Need:
    """More than half of the members have said yes in a vote. Whoever is alone has nobody to ask."""

    def agreed(group: Group, actor: Any) -> str | None:
        if len(group.members) == 1 or agreed_vote(group, purpose):
            return None
        return _(
            "This affects everybody: first open a vote “%(purpose)s”, and more than half of the members agree."
        ) % {"purpose": purpose.label}

    return agreed


def return_agreed_or_due(group: Group, actor: Any) -> str | None:
    if group.break_until and group.break_until <= timezone.localdate():
        return None
    return majority_agreed(Purpose.RETURN)(group, actor)


def end_agreed_or_not_begun(group: Group, actor: Any) -> str | None:
    if group.state == GroupState.FORMING:
        return None
    return majority_agreed(Purpose.DISBAND)(group, actor)


GROUP = Lifecycle(
    Group,
    Step(
        name="form",
        source=GroupState.FORMING,
        target=GroupState.FORMED,
        may="groups.form_group",
        verb="group.formed",
        label=gettext_lazy("Form the group"),
        past=gettext_lazy("Group formed"),
        effect=gettext_lazy(
            "You are a group: you can ask for advice and write a proposal together. Others can still join."
        ),
        tells=gettext_lazy("All members."),
        needs=(three_distinct_people,),
    ),
    Step(
        name="take_break",
        source=GroupState.FORMED,
        target=GroupState.ON_BREAK,
        may="groups.pause_group",
        verb="group.break_taken",
        label=gettext_lazy("Take a break"),
        past=gettext_lazy("Break begun"),
        effect=gettext_lazy("The group rests until you return. Your reminders about it stop; nothing is lost."),
        tells=gettext_lazy("All members."),
        needs=(majority_agreed(Purpose.BREAK),),
        note=Note.OPTIONAL,
        note_label=LESSON,
        form="groups.forms.life.BreakForm",
    ),
    Step(
        name="return_",
        source=GroupState.ON_BREAK,
        target=GroupState.FORMED,
        may="groups.return_group",
        verb="group.returned",
        label=gettext_lazy("Return from the break"),
        past=gettext_lazy("Back from the break"),
        effect=gettext_lazy("The group is active again, and its deadlines run on."),
        tells=gettext_lazy("All members."),
        needs=(return_agreed_or_due,),
        form="groups.forms.life.ConsequencesForm",
    ),
    Step(
        name="change_course",
        source=GroupState.FORMED,
        target=None,
        may="groups.change_course_of_group",
        verb="group.course_changed",
        label=gettext_lazy("Change course"),
        past=gettext_lazy("Course changed"),
        effect=gettext_lazy("Name, theme and introduction become the new ones. The former ones stay in the history."),
        tells=gettext_lazy("All members."),
        needs=(majority_agreed(Purpose.COURSE),),
        note=Note.OPTIONAL,
        note_label=LESSON,
        form="groups.forms.life.CourseForm",
    ),
    Step(
        name="change_legal_form",
        source=GroupState.FORMED | GroupState.ON_BREAK,
        target=None,
        may="groups.change_form_of_group",
        verb="group.legal_form_changed",
        label=gettext_lazy("Record a new legal form"),
        past=gettext_lazy("Legal form changed"),
        effect=gettext_lazy("The portal shows what your group became. Its history stays attached."),
        tells=gettext_lazy("All members."),
        form="groups.forms.life.LegalFormForm",
    ),
    Step(
        name="disband",
        source=GroupState.FORMING | GroupState.FORMED | GroupState.ON_BREAK,
        target=GroupState.DISBANDED,
        may="groups.disband_group",
        verb="group.disbanded",
        label=gettext_lazy("Disband the group"),
        past=gettext_lazy("Group disbanded"),
        effect=gettext_lazy(
            "The group ends for good. Members can still read everything in it, and its name becomes free."
        ),
        tells=gettext_lazy("All members, and those who had asked to join."),
        needs=(end_agreed_or_not_begun,),
        note=Note.OPTIONAL,
        note_label=LESSON,
        form="groups.forms.life.ConsequencesForm",
        danger=True,
    ),
    initial=GroupState.FORMING,
)


# --- Founding ----------------------------------------------------------------------------------------


def found(actor: Any, *, name: str, village: Any, theme: str, introduction: str, name_public: bool = False) -> Group:
    """Found a group with ``actor`` as its representative, who pledges by this. Raises ``Refused``."""
    if (
        Membership.objects.active()
        .filter(user=actor, role=Role.REPRESENTATIVE, group__state=GroupState.FORMING)
        .count()
        >= FORMING_AT_MOST
    ):
        raise Refused(
            [
                _("You are forming %d groups already. Finish one, or disband it, before you begin another.")
                % FORMING_AT_MOST
            ]
        )
    group = Group(founder=actor, name=name, village=village, theme=theme, introduction=introduction.strip())
    _clean(group)
    group.place_names = _place_names(village)
    with kindly(Group):
        group.save()
        admit(group, actor, role=Role.REPRESENTATIVE, name_public=name_public)
        first = {name: (None, getattr(group, name)) for name in ("name", "theme", "introduction", "village")}
        audit.record("group.founded", group, actor=actor, changes=first)
    return group


def _clean(group: Group) -> None:
    try:
        group.clean()
    except ValidationError as error:
        raise Refused(error.messages) from error


def _place_names(village: Any) -> str:
    district = village.district
    return " ".join((village.name_ko, village.name_en, district.name_ko, district.name_en))


# --- Life --------------------------------------------------------------------------------------------


@GROUP.performs("form")
def form(group: Group, *, actor: Any) -> Group:
    """Three distinct people are there: from now on they are a group."""
    with GROUP.moving(group, "form", actor=actor) as move:
        move.set(formed_at=move.now)
        tell_members(move, emails.FORMED)
    return move.subject


@GROUP.performs("take_break")
def take_break(group: Group, *, actor: Any, break_until: date, note: str = "") -> Group:
    """Rest until ``break_until``, the day on which the group expects to be back."""
    with GROUP.moving(group, "take_break", actor=actor, note=note) as move:
        use_vote(move, Purpose.BREAK)
        move.set(break_until=break_until)
        tell_members(move, emails.BREAK, until=break_until)
    return move.subject


@GROUP.performs("return_")
def return_(group: Group, *, actor: Any) -> Group:
    """End the break."""
    with GROUP.moving(group, "return_", actor=actor) as move:
        use_vote(move, Purpose.RETURN)
        move.set(break_until=None)
        tell_members(move, emails.RETURNED)
    return move.subject


@GROUP.performs("change_course")
def change_course(group: Group, *, actor: Any, name: str, theme: str, introduction: str, note: str = "") -> Group:
    """Become something else; the record keeps what the group was."""
    with kindly(Group), GROUP.moving(group, "change_course", actor=actor, note=note) as move:
        use_vote(move, Purpose.COURSE)
        before = move.subject.name
        move.set(name=names.tidy(name), theme=theme, introduction=introduction.strip())
        move.set(name_key=names.key_of(name))
        tell_members(move, emails.COURSE, former=before)
    return move.subject


@GROUP.performs("change_legal_form")
def change_legal_form(
    group: Group, *, actor: Any, legal_form: str, registration_number: str, registered_on: date | None
) -> Group:
    """Record what the group became in law."""
    with kindly(Group), GROUP.moving(group, "change_legal_form", actor=actor) as move:
        move.set(legal_form=legal_form, registration_number=registration_number, registered_on=registered_on)
        tell_members(move, emails.LEGAL_FORM)
    return move.subject


def tell_members(move: Move, kind: str, **context: Any) -> None:
    """Let the floors above act, then tell the members."""
    holds.announce(move.subject, move)
    move.tell(
        people_of(move.subject, but=move.actor), kind, group=move.subject, who=move.actor, words=move.note, **context
    )


def use_vote(move: Move, purpose: Purpose) -> None:
    """An agreement opens the way once."""
    vote = agreed_vote(move.subject, purpose)
    if vote is not None:
        type(vote).objects.filter(pk=vote.pk).update(used_at=move.now)
