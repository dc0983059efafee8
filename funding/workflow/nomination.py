"""From a project to a service of the city: nominated, wanted by the group, assessed and decided.

The Division gives its reasons to everybody. The group can say no until then, and nothing follows from it.
"""

from __future__ import annotations

from datetime import timedelta
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
from funding.enums import AwardState, NominationState, ProjectOutcome
from funding.models import Award, Nomination
from funding.queries.people import deciders_of, division, members_of
from notices import workflow as notices

# Days for the group, the district and the Division.
ANSWER, ASSESS, DECIDE = 30, 21, 30
DOSSIER = ("name", "need", "users", "cost", "legal_basis", "runner")
_OPEN = NominationState.ASKED | NominationState.WANTED | NominationState.ASSESSED


def is_performing(award: Award) -> str | None:
    """Why ``award`` cannot be nominated, or nothing."""
    settled = award.state in (AwardState.SETTLED, AwardState.CLOSED)
    if settled and award.outcome == ProjectOutcome.PERFORMING:
        return None
    return _("Only a project that is settled and was judged as performing can become a service of the city.")


def still_performing(nomination: Nomination, actor: Any) -> str | None:
    return is_performing(Award.objects.get(pk=nomination.award_id))


NOMINATION = Lifecycle(
    Nomination,
    Step(
        name="change",
        source=NominationState.ASKED | NominationState.WANTED,
        target=None,
        may="funding.change_nomination",
        verb="nomination.changed",
        label=gettext_lazy("Change the dossier"),
        past=gettext_lazy("Dossier changed"),
        effect=gettext_lazy("The group and the district read the new text."),
        form="funding.forms.nomination.DossierForm",
    ),
    Step(
        name="answer",
        source=NominationState.ASKED,
        target=NominationState.WANTED,
        may="funding.answer_nomination",
        verb="nomination.wanted",
        label=gettext_lazy("Yes, we would like that"),
        past=gettext_lazy("The group said yes"),
        effect=gettext_lazy(
            "The district gives its opinion, then the city decides. Until then your group can still say no."
        ),
        tells=gettext_lazy("Every member, and the district office."),
        form="funding.forms.nomination.WishForm",
    ),
    Step(
        name="decline",
        source=_OPEN,
        target=NominationState.DECLINED,
        may="funding.answer_nomination",
        verb="nomination.declined",
        label=gettext_lazy("No, we would rather not"),
        past=gettext_lazy("The group said no"),
        effect=gettext_lazy("It ends here. There is no disadvantage for your group, and no reason is needed."),
        tells=gettext_lazy("Every member, and whoever nominated the project."),
        note=Note.OPTIONAL,
        note_label=gettext_lazy("Why, if you like to say"),
        danger=True,
    ),
    Step(
        name="assess",
        source=NominationState.WANTED,
        target=NominationState.ASSESSED,
        may="funding.assess_nomination",
        verb="nomination.assessed",
        label=gettext_lazy("Give the district's opinion"),
        past=gettext_lazy("The district gave its opinion"),
        effect=gettext_lazy("The Division decides next. The group reads your opinion."),
        tells=gettext_lazy("The Division."),
        form="funding.forms.nomination.OpinionForm",
    ),
    Step(
        name="adopt",
        source=NominationState.ASSESSED,
        target=NominationState.ADOPTED,
        may="funding.decide_nomination",
        verb="nomination.adopted",
        label=gettext_lazy("Make it a service of the city"),
        past=gettext_lazy("Becomes a service of the city"),
        effect=gettext_lazy("It is published with your reasons, and the group is named as where it grew."),
        tells=gettext_lazy("Every member, whoever nominated it, and everybody by the public page."),
        needs=(still_performing,),
        note=Note.REQUIRED,
        note_label=gettext_lazy("Reasons, for everybody to read"),
        fresh_second_factor=True,
    ),
    Step(
        name="turn_down",
        source=NominationState.ASSESSED,
        target=NominationState.NOT_ADOPTED,
        may="funding.decide_nomination",
        verb="nomination.not_adopted",
        label=gettext_lazy("Do not make it a service"),
        past=gettext_lazy("Does not become a service of the city"),
        effect=gettext_lazy("The group reads your reasons. It can be nominated again later."),
        tells=gettext_lazy("Every member, and whoever nominated it."),
        note=Note.REQUIRED,
        note_label=gettext_lazy("Reasons that the group reads"),
        danger=True,
    ),
    Step(
        name="withdraw",
        source=_OPEN,
        target=NominationState.WITHDRAWN,
        may="funding.withdraw_nomination",
        verb="nomination.withdrawn",
        label=gettext_lazy("Take the nomination back"),
        past=gettext_lazy("Nomination taken back"),
        effect=gettext_lazy("It ends here, without disadvantage for the group."),
        tells=gettext_lazy("Every member of the group, with your reason."),
        note=Note.REQUIRED,
        danger=True,
    ),
    initial=NominationState.ASKED,
)


def nominate(award: Award, *, actor: Any, **dossier: Any) -> Nomination:
    """Propose that the project of ``award`` becomes a service; its group is asked. Raises ``Refused``."""
    if not permissions.check("funding.nominate_award", actor, award):
        raise NotAllowed
    with transaction.atomic(), kindly(Nomination):
        locked = Award.objects.select_for_update(of=("self",), no_key=True).get(pk=award.pk)
        if refused := is_performing(locked):
            raise Refused([refused])
        due = timezone.localdate() + timedelta(days=ANSWER)
        made = Nomination.objects.create(award=award, nominated_by=actor, due_on=due, **dossier)
        event = audit.record("nomination.made", made, actor=actor, changes={"name": (None, made.name)})
        notices.tell(members_of(award), emails.NOMINATED, about=made, due=due, key=f"audit:{event.pk}")
    return made


@NOMINATION.performs("change")
def change(nomination: Nomination, *, actor: Any, **dossier: Any) -> Nomination:
    """Mend the dossier while nobody has given an opinion on it."""
    with NOMINATION.moving(nomination, "change", actor=actor) as move:
        move.set(**{name: dossier[name] for name in DOSSIER if name in dossier})
    return nomination


@NOMINATION.performs("answer")
def answer(nomination: Nomination, *, actor: Any, wish: str = "") -> Nomination:
    """The group wants it, and says how."""
    with NOMINATION.moving(nomination, "answer", actor=actor) as move:
        due = timezone.localdate(move.now) + timedelta(days=ASSESS)
        move.set(answered_by=actor, answered_at=move.now, wish=wish, due_on=due)
        award = move.subject.award
        people = [*deciders_of(award, but=move.subject.nominated_by), *members_of(award)]
        move.tell(_once(people), emails.NOMINATION_ANSWERED, due=due)
    return nomination


@NOMINATION.performs("decline")
def decline(nomination: Nomination, *, actor: Any, note: str = "") -> Nomination:
    """The group does not want it: no reason is asked, and nothing follows from it."""
    with NOMINATION.moving(nomination, "decline", actor=actor, note=note) as move:
        _tell_end(move, words=move.note)
    return nomination


@NOMINATION.performs("withdraw")
def withdraw(nomination: Nomination, *, actor: Any, note: str) -> Nomination:
    """Whoever nominated it takes it back."""
    with NOMINATION.moving(nomination, "withdraw", actor=actor, note=note) as move:
        _tell_end(move, words=move.note)
    return nomination


@NOMINATION.performs("assess")
def assess(nomination: Nomination, *, actor: Any, opinion: str, in_favour: bool) -> Nomination:
    """What the local authority says; the Division decides next."""
    with NOMINATION.moving(nomination, "assess", actor=actor) as move:
        due = timezone.localdate(move.now) + timedelta(days=DECIDE)
        move.set(opinion=opinion, in_favour=in_favour, opinion_by=actor, opinion_at=move.now, due_on=due)
        move.tell(division(but=move.subject.nominated_by), emails.NOMINATION_ASSESSED, due=due)
    return nomination


@NOMINATION.performs("adopt")
def adopt(nomination: Nomination, *, actor: Any, note: str) -> Nomination:
    """It becomes a service of the city, and everybody reads why."""
    return _decide(nomination, "adopt", actor, note)


@NOMINATION.performs("turn_down")
def turn_down(nomination: Nomination, *, actor: Any, note: str) -> Nomination:
    """It does not, and the group reads why."""
    return _decide(nomination, "turn_down", actor, note)


def _decide(nomination: Nomination, step: str, actor: Any, note: str) -> Nomination:
    with NOMINATION.moving(nomination, step, actor=actor, note=note) as move:
        move.set(decided_by=actor, decided_at=move.now, reasons=move.note[:2000])
        people = _once([*members_of(move.subject.award), move.subject.nominated_by])
        move.tell(people, emails.NOMINATION_DECIDED, words=move.note, adopted=step == "adopt")
    return nomination


def _tell_end(move: Any, *, words: str) -> None:
    people = [*members_of(move.subject.award), move.subject.nominated_by]
    move.tell(_once(people), emails.NOMINATION_ENDED, words=words, declined=move.step.name == "decline")


def _once(people: list[Any]) -> list[Any]:
    return list({each.pk: each for each in people}.values())
