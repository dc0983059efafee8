"""The steps of a payment, as one table: asked for by the group, approved by one official, paid by another."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from casework.enums import Note
from casework.lifecycle import Step
from funding.enums import TrancheState
from funding.workflow.tranche_needs import READY, bank_has_paid_it, money_is_still_counted, not_with_the_bank

STEPS: tuple[Step, ...] = (
    Step(
        name="request",
        source=TrancheState.PLANNED,
        target=TrancheState.REQUESTED,
        may="funding.request_tranche",
        verb="tranche.requested",
        label=gettext_lazy("Ask for this payment"),
        past=gettext_lazy("Payment asked for"),
        effect=gettext_lazy("An official of the Division looks at it. You need not hand in anything else."),
        tells=gettext_lazy("The officials of the Division."),
        needs=READY,
    ),
    Step(
        name="send_back",
        source=TrancheState.REQUESTED,
        target=TrancheState.PLANNED,
        may="funding.approve_tranche",
        verb="tranche.sent_back",
        label=gettext_lazy("Send back"),
        past=gettext_lazy("Sent back to the group"),
        effect=gettext_lazy("The group reads your reason and may ask again."),
        tells=gettext_lazy("Every member of the group, with your reason."),
        note=Note.REQUIRED,
        danger=True,
    ),
    Step(
        name="approve",
        source=TrancheState.REQUESTED,
        target=TrancheState.APPROVED,
        may="funding.approve_tranche",
        verb="tranche.approved",
        label=gettext_lazy("Approve"),
        past=gettext_lazy("Payment approved"),
        effect=gettext_lazy("Another official can put it into the next batch. A large payment is signed first."),
        tells=gettext_lazy("The director, where the payment needs a signature."),
        needs=READY,
    ),
    Step(
        name="countersign",
        source=TrancheState.APPROVED,
        target=None,
        may="funding.countersign_tranche",
        verb="tranche.countersigned",
        label=gettext_lazy("Countersign"),
        past=gettext_lazy("Payment countersigned"),
        effect=gettext_lazy("The payment can be put into the next batch."),
        needs=READY,
        fresh_second_factor=True,
    ),
    Step(
        name="stop",
        source=TrancheState.APPROVED,
        target=TrancheState.STOPPED,
        may="funding.stop_tranche",
        verb="tranche.stopped",
        label=gettext_lazy("Stop"),
        past=gettext_lazy("Payment stopped"),
        effect=gettext_lazy("It is put into no batch until somebody lets it go on."),
        tells=gettext_lazy("Every member of the group, with your reason."),
        needs=(not_with_the_bank,),
        note=Note.REQUIRED,
        danger=True,
    ),
    Step(
        name="resume",
        source=TrancheState.STOPPED,
        target=TrancheState.APPROVED,
        may="funding.approve_tranche",
        verb="tranche.resumed",
        label=gettext_lazy("Let it go on"),
        past=gettext_lazy("Payment goes on"),
        effect=gettext_lazy("You approve the payment anew. A large payment is signed anew, too."),
        tells=gettext_lazy("Every member of the group."),
        needs=READY,
    ),
    Step(
        name="again",
        source=TrancheState.APPROVED,
        target=None,
        may="funding.approve_tranche_again",
        verb="tranche.approved_again",
        label=gettext_lazy("Order it again"),
        past=gettext_lazy("To be ordered again"),
        effect=gettext_lazy(
            "The payment goes to the same account once more, although the bank could not deliver it."
            " You approve it anew."
        ),
        needs=(*READY, not_with_the_bank),
        note=Note.REQUIRED,
        note_label=gettext_lazy("Why it will arrive this time"),
    ),
    Step(
        name="pay",
        source=TrancheState.APPROVED,
        target=TrancheState.PAID,
        may=None,
        verb="tranche.paid",
        label=gettext_lazy("Record as paid"),
        past=gettext_lazy("Paid, as the bank says"),
        effect=gettext_lazy("The money is with the group."),
    ),
    Step(
        name="bounce",
        source=TrancheState.PAID,
        target=TrancheState.APPROVED,
        may="funding.pay_tranche",
        verb="tranche.bounced",
        label=gettext_lazy("The payment came back"),
        past=gettext_lazy("Payment came back from the bank"),
        effect=gettext_lazy("The money is promised to the group still, and the group checks its bank account."),
        tells=gettext_lazy("Every member of the group, with your reason."),
        needs=(bank_has_paid_it, money_is_still_counted),
        note=Note.REQUIRED,
        note_label=gettext_lazy("What the bank says"),
        danger=True,
    ),
)
