"""The few things about a settlement that people type."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.forms import StepForm
from funding.enums import ProjectOutcome
from funding.forms.fields import WonField
from funding.forms.reports import PointsForm
from funding.workflow.settlement import still_to_return
from seoul_portal.widgets import DateInput

# What can be wrong with an account, as points name it.
PARTS = (
    ("receipts", _("Receipts")),
    ("own", _("Own contribution")),
    ("interest", _("Interest of the bank")),
    ("other", _("Anything else")),
)


class HandInForm(StepForm):
    """All else is computed."""

    interest = WonField(
        label=_("Interest that the bank paid on the account (won)"),
        min_value=0,
        help_text=_("As the bankbook says it; 0 where there was none."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["interest"].initial = self.subject.interest  # type: ignore[attr-defined]


class ReturnForm(PointsForm):
    """What is to be mended in a settlement."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ask(list(PARTS))


class TakeBackForm(StepForm):
    """Money that came back, as the bank's statement says."""

    before = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    amount = WonField(label=_("Amount that came back (won)"))
    on = forms.DateField(label=_("Arrived on"), widget=DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left = still_to_return(self.subject)  # type: ignore[arg-type]
        self.fields["before"].initial = self.fields["amount"].initial = left
        self.fields["on"].initial = timezone.localdate()


class JudgeForm(StepForm):
    """One of four words."""

    outcome = forms.ChoiceField(label=_("What came of it"), choices=ProjectOutcome.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].initial = self.subject.outcome or None  # type: ignore[attr-defined]
        self.order_fields(["outcome", "note", "seen"])
