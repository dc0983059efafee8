"""The end of an award by the city, as one table: proposed by one, heard by the group, signed by the director, paid."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.enums import Note
from casework.lifecycle import Step
from funding.enums import ClawbackState, PaymentOutcome
from funding.models import Award, Clawback, Payment
from funding.reclaiming import unaccounted
from funding.workflow.award_steps.living import CANCELLABLE
from seoul_portal.templatetags.portal import money


def group_was_heard(clawback: Clawback, actor: Any) -> str | None:
    if clawback.hearing_until < timezone.localdate() or clawback.statements.exists():
        return None
    return _("The group can speak until %(day)s and has not spoken yet.") % {"day": date_format(clawback.hearing_until)}


def award_can_be_cancelled(clawback: Clawback, actor: Any) -> str | None:
    state = Award.objects.values_list("state", flat=True).get(pk=clawback.award_id)
    return None if state in CANCELLABLE else _("This award is closed already.")


def amount_is_unaccounted_for(clawback: Clawback, actor: Any) -> str | None:
    found = unaccounted(Award.objects.get(pk=clawback.award_id))
    if clawback.grant <= found.grant and clawback.amount - clawback.grant <= found.interest:
        return None
    return _("Only %(most)s are unaccounted for now. Take the proposal back and make another.") % {
        "most": money(found.most)
    }


def nothing_is_with_the_bank(clawback: Clawback, actor: Any) -> str | None:
    waiting = Payment.objects.filter(tranche__award=clawback.award_id, outcome=PaymentOutcome.WAITING)
    return _("A payment to this group is with the bank. Wait for the bank's answer.") if waiting.exists() else None


def something_is_left(clawback: Clawback, actor: Any) -> str | None:
    return None if left_of(clawback) else _("Nothing is left to return.")


def nothing_is_asked_yet(clawback: Clawback, actor: Any) -> str | None:
    return _("You asked for other instalments already. The Division answers soon.") if clawback.asked_at else None


def something_is_asked(clawback: Clawback, actor: Any) -> str | None:
    return None if clawback.asked_at else _("The group asks for no other instalments.")


def left_of(clawback: Clawback) -> int:
    """Won still to come."""
    return sum(each.left for each in clawback.instalments.all())


def nothing_is_left(clawback: Clawback, actor: Any) -> str | None:
    return _("There is money to return.") if left_of(clawback) else None


STEPS: tuple[Step, ...] = (
    Step(
        name="state",
        source=ClawbackState.PROPOSED,
        target=None,
        may="funding.answer_clawback",
        verb="clawback.heard",
        label=gettext_lazy("Say what your group thinks"),
        past=gettext_lazy("A member spoke"),
        effect=gettext_lazy("The director reads it before deciding. Every member can speak, more than once."),
        tells=gettext_lazy("The director and the other members."),
        form="funding.forms.clawback.StatementForm",
    ),
    Step(
        name="withdraw",
        source=ClawbackState.PROPOSED,
        target=ClawbackState.WITHDRAWN,
        may="funding.withdraw_clawback",
        verb="clawback.withdrawn",
        label=gettext_lazy("Take the proposal back"),
        past=gettext_lazy("Proposal taken back"),
        effect=gettext_lazy("The award goes on as before."),
        tells=gettext_lazy("Every member of the group, with your reason."),
        note=Note.REQUIRED,
    ),
    Step(
        name="sign",
        source=ClawbackState.PROPOSED,
        target=ClawbackState.SIGNED,
        may="funding.sign_clawback",
        verb="clawback.signed",
        label=gettext_lazy("Sign the cancellation"),
        past=gettext_lazy("Cancellation signed"),
        effect=gettext_lazy(
            "The award ends. What was promised and not paid goes back to the pot, and what is reclaimed is returned in"
            " the instalments of the plan. This cannot be undone."
        ),
        tells=gettext_lazy("Every member of the group, its office and the officials of the Division."),
        needs=(group_was_heard, award_can_be_cancelled, amount_is_unaccounted_for, nothing_is_with_the_bank),
        note=Note.REQUIRED,
        note_label=gettext_lazy("Your answer to what the group said"),
        danger=True,
        fresh_second_factor=True,
    ),
    Step(
        name="ask_plan",
        source=ClawbackState.SIGNED,
        target=None,
        may="funding.ask_instalments",
        verb="clawback.plan_asked",
        label=gettext_lazy("Ask for other instalments"),
        past=gettext_lazy("Other instalments asked for"),
        effect=gettext_lazy("The Division looks at it. Until it answers the present plan holds."),
        tells=gettext_lazy("The officials of the Division."),
        needs=(something_is_left, nothing_is_asked_yet),
        note=Note.REQUIRED,
        note_label=gettext_lazy("Why"),
        form="funding.forms.clawback.PlanForm",
    ),
    Step(
        name="plan",
        source=ClawbackState.SIGNED,
        target=None,
        may="funding.plan_instalments",
        verb="clawback.planned",
        label=gettext_lazy("Set other instalments"),
        past=gettext_lazy("Instalments set anew"),
        effect=gettext_lazy("What is still to come is divided anew. It adds up to the same amount."),
        tells=gettext_lazy("Every member of the group."),
        needs=(something_is_left,),
        form="funding.forms.clawback.PlanForm",
    ),
    Step(
        name="refuse_plan",
        source=ClawbackState.SIGNED,
        target=None,
        may="funding.plan_instalments",
        verb="clawback.plan_refused",
        label=gettext_lazy("Leave the instalments as they are"),
        past=gettext_lazy("Other instalments refused"),
        effect=gettext_lazy("The plan stays. The group reads your reason."),
        tells=gettext_lazy("Every member of the group, with your reason."),
        needs=(something_is_asked,),
        note=Note.REQUIRED,
        danger=True,
    ),
    Step(
        name="take_back",
        source=ClawbackState.SIGNED,
        target=None,
        may="funding.record_instalment",
        verb="clawback.money_returned",
        label=gettext_lazy("Record money that came back"),
        past=gettext_lazy("Money returned"),
        effect=gettext_lazy("It pays the instalments in their order. The ledger counts it as returned."),
        tells=gettext_lazy("Every member of the group."),
        needs=(something_is_left,),
        form="funding.forms.clawback.ReturnForm",
    ),
    Step(
        name="complete",
        source=ClawbackState.SIGNED,
        target=ClawbackState.DONE,
        may=None,
        verb="clawback.completed",
        label=gettext_lazy("Complete"),
        past=gettext_lazy("All is returned"),
        effect=gettext_lazy("Nothing is left to return."),
        needs=(nothing_is_left,),
    ),
)
