"""From the offer to the first payment."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.enums import Note
from casework.lifecycle import Step
from funding.enums import AwardState, PaymentOutcome
from funding.models import Agreement, Award, Payment
from funding.queries.agreement import consent


def everybody_needed_said_yes(award: Award, actor: Any) -> str | None:
    agreement = Agreement.objects.filter(award=award).select_related("award").first()
    if agreement is None:
        return _("There is no agreement yet.")
    missing = consent(agreement).missing
    return _("%(count)d more people must accept the agreement.") % {"count": missing} if missing else None


def something_is_paid(award: Award, actor: Any) -> str | None:
    return None if award.paid else _("Nothing is paid yet.")


def nothing_is_with_the_bank(award: Award, actor: Any) -> str | None:
    if Payment.objects.filter(tranche__award=award, outcome=PaymentOutcome.WAITING).exists():
        return _("A payment to this group is with the bank. Wait for the bank's answer.")
    return None


STEPS: tuple[Step, ...] = (
    Step(
        name="decline",
        source=AwardState.OFFERED | AwardState.AGREED,
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
        needs=(nothing_is_with_the_bank,),
        note=Note.OPTIONAL,
        note_label=gettext_lazy("Why, if you like to say"),
        danger=True,
    ),
    Step(
        name="agree",
        source=AwardState.OFFERED,
        target=AwardState.AGREED,
        may=None,
        verb="award.agreed",
        label=gettext_lazy("Agree"),
        past=gettext_lazy("Agreement accepted by everybody needed"),
        effect=gettext_lazy("The agreement stands, and the group enters its bank account."),
        needs=(everybody_needed_said_yes,),
    ),
    Step(
        name="start",
        source=AwardState.AGREED,
        target=AwardState.RUNNING,
        may=None,
        verb="award.started",
        label=gettext_lazy("Start"),
        past=gettext_lazy("First payment made, the project runs"),
        effect=gettext_lazy("The group has its first money."),
        needs=(something_is_paid,),
    ),
)
