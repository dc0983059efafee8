"""What people type about pauses, early ends and changes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.forms import StepForm
from funding.queries.pauses import days_left, latest_return
from seoul_portal.widgets import DateInput


class PauseForm(StepForm):
    """When the group expects to be back."""

    expected_on = forms.DateField(label=gettext_lazy("When do you expect to be back?"), widget=DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        award: Any = self.subject
        self.fields["expected_on"].help_text = _(
            "You can come back earlier. Your agreement gives %(days)d more days of pause, until %(last)s."
        ) % {"days": days_left(award), "last": date_format(latest_return(award))}
        self.order_fields(["expected_on", "note", "seen"])

    def clean_expected_on(self) -> Any:
        chosen, award = self.cleaned_data["expected_on"], self.subject
        last = latest_return(award)  # type: ignore[arg-type]
        if not timezone.localdate() < chosen <= last:
            raise ValidationError(
                _("Please choose a day after today and no later than %(day)s.") % {"day": date_format(last)}
            )
        return chosen
