"""Asking for more time and help, and granting it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.forms import StepForm
from funding.workflow.more_time import last_day
from seoul_portal.widgets import DateInput


class WhyForm(forms.Form):
    """A sentence that nobody has to write."""

    words = forms.CharField(label=_("What stands in the way"), required=False, max_length=500, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


class GrantForm(StepForm):
    """The new day."""

    until = forms.DateField(label=_("New day"), widget=DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked: Any = self.subject
        later = max(asked.before_on, timezone.localdate()) + timedelta(days=14)
        last = last_day(asked.source, asked.award)
        self.fields["until"].initial = min(later, last) if last else later
