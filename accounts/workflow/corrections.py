"""Asking for a correction of one's data, and answering."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import data, emails
from accounts.enums import CorrectionState
from accounts.models import CorrectionRequest, User
from casework import audit
from casework.lifecycle import Lifecycle, Step
from notices import workflow as notices

CORRECTION_REQUEST = Lifecycle(
    CorrectionRequest,
    Step(
        name="answer",
        source=CorrectionState.ASKED,
        target=CorrectionState.ANSWERED,
        may="accounts.answer_correctionrequest",
        verb="correction.answered",
        label=_("Answer"),
        past=_("Correction answered"),
        effect=_("The person reads your answer in their account."),
        tells=_("The person who asked"),
        form="accounts.forms.me.AnswerForm",
    ),
    initial=CorrectionState.ASKED,
)


def ask(actor: User, text: str) -> CorrectionRequest:
    """``actor`` says what is wrong in the data held about them; those who answer are told."""
    with transaction.atomic():
        request = CorrectionRequest.objects.create(person=actor, text=text)
        audit.record("correction.asked", request, actor=actor)
        notices.tell(data.answerers(), emails.CORRECTION_ASKED, about=request, key=f"correction:{request.pk}")
    return request


@CORRECTION_REQUEST.performs("answer")
def answer(request: CorrectionRequest, *, actor: User, **written: Any) -> CorrectionRequest:
    """Say what was corrected, or why not."""
    with CORRECTION_REQUEST.moving(request, "answer", actor=actor) as move:
        move.set(answer=written["answer"], answered_at=move.now)
        move.tell([request.person], emails.CORRECTION_ANSWERED)
    return move.subject
