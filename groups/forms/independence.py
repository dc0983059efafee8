"""What members declare about government, and what a group replies to a signal."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from casework.forms import StepForm
from groups.enums import GovernmentTieKind


class DeclarationForm(forms.Form):
    kinds = forms.MultipleChoiceField(
        label=_("What is true of you?"),
        choices=GovernmentTieKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick nothing if nothing is true. None of it keeps you from being a member."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("declare", _("Declare this")))


class ReplyForm(StepForm):
    reply = forms.CharField(
        label=_("How it is, in your own words"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6, "data-keep": ""}),
        help_text=_("You can change your reply until somebody has decided."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reply"].initial = self.subject.reply  # type: ignore[attr-defined]
