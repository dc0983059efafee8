"""What people type about a cancellation: the proposal, a statement, a plan, money that came back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.forms import StepForm
from funding.forms.fields import WonField
from funding.models import Clawback
from funding.reclaiming import MOST_INSTALMENTS, Unaccounted
from funding.workflow.clawback_steps import left_of
from seoul_portal.templatetags.portal import money
from seoul_portal.widgets import DateInput


def _count() -> forms.IntegerField:
    return forms.IntegerField(
        label=gettext_lazy("How many instalments, one each month"),
        min_value=1,
        max_value=MOST_INSTALMENTS,
        initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


def _first(**more: Any) -> forms.DateField:
    return forms.DateField(label=gettext_lazy("The first is due on"), widget=DateInput, **more)


class ProposeForm(forms.Form):
    """The end of an award, with what is to come back."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=4000,
        help_text=gettext_lazy("Every member of the group reads it. Say what was agreed on and what happened instead."),
        widget=forms.Textarea(attrs={"rows": 6, "data-keep": ""}),
    )
    amount = WonField(label=gettext_lazy("Amount to be returned (won)"), min_value=0)
    count = _count()
    first_on = _first()

    def __init__(self, *args: Any, found: Unaccounted, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.found = found
        self.fields["amount"].initial = found.most
        self.fields["amount"].help_text = _("0 where nothing is to come back. At most %(most)s.") % {
            "most": money(found.most)
        }
        self.fields["first_on"].initial = timezone.localdate() + timedelta(days=60)

    def clean_amount(self) -> int:
        amount: int = self.cleaned_data["amount"]
        if amount > self.found.most:
            raise ValidationError(_("Only %(most)s are unaccounted for.") % {"most": money(self.found.most)})
        return amount


class StatementForm(StepForm):
    """A member's words."""

    text = forms.CharField(
        label=gettext_lazy("What your group says"),
        max_length=4000,
        help_text=gettext_lazy("What happened, what is wrong in the reason, what should be considered."),
        widget=forms.Textarea(attrs={"rows": 8, "data-keep": ""}),
    )


class PlanForm(StepForm):
    """How many instalments, and from when."""

    count = _count()
    first_on = _first()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clawback: Any = self.subject
        self.fields["count"].help_text = _("%(left)s are still to come.") % {"left": money(left_of(clawback))}
        asked = self.step.name == "plan" and clawback.asked_at
        self.fields["count"].initial = clawback.asked_count if asked else 3
        self.fields["first_on"].initial = clawback.asked_from if asked else timezone.localdate() + timedelta(days=30)
        self.order_fields(["count", "first_on", "note", "seen"])

    def clean_first_on(self) -> Any:
        day = self.cleaned_data["first_on"]
        if day <= timezone.localdate():
            raise ValidationError(_("Please choose a day after today."))
        return day


class ReturnForm(StepForm):
    """Money that came back, as the bank's statement says."""

    before = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    amount = WonField(label=gettext_lazy("Amount that came back (won)"))
    on = forms.DateField(label=gettext_lazy("Arrived on"), widget=DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clawback: Clawback = self.subject  # type: ignore[assignment]
        next_one = clawback.instalments.filter(paid_on=None).order_by("due_on", "id").first()
        self.fields["before"].initial = left_of(clawback)
        self.fields["amount"].initial = next_one.left if next_one else None
        self.fields["on"].initial = timezone.localdate()
