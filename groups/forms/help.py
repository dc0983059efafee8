"""Writing to an adviser in confidence, and answering."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from casework.forms import StepForm
from groups.queries.advisers import advisers_for
from villages.models import Posting


class AdviserField(forms.ModelChoiceField):
    """One adviser by name and office."""

    def label_from_instance(self, obj: Posting) -> str:
        return f"{obj.person.name} · {obj.office.name}"


class HelpForm(forms.Form):
    adviser = AdviserField(
        label=_("To whom"),
        queryset=Posting.objects.none(),
        empty_label=_("Please choose"),
        help_text=_("Only this one person reads it. Not their colleagues, not the district, not your group."),
    )
    text = forms.CharField(
        label=_("What is the matter?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("As much or as little as you like."),
    )

    def __init__(self, *args: Any, group: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["adviser"].queryset = advisers_for(group)  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.add_input(Submit("write", _("Send")))


class AnswerForm(StepForm):
    answer = forms.CharField(
        label=_("Your words to the person"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )


class ResendForm(StepForm):
    adviser = AdviserField(label=_("To whom"), queryset=Posting.objects.none(), empty_label=_("Please choose"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["adviser"].queryset = advisers_for(self.subject.group)  # type: ignore[attr-defined]
