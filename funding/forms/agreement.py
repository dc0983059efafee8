"""Fitting a budget to its amount, and the accounting lesson."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from funding.forms.fields import WonField
from funding.lesson import Question, questions
from funding.models import BudgetLine


class FitForm(forms.Form):
    """Won of the grant and of the group's own for every budget line. ``seen``: the agreement as it was read."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, lines: list[BudgetLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            self.fields[f"grant_{line.pk}"] = WonField(label=_("Grant part"), min_value=0, initial=line.grant)
            self.fields[f"own_{line.pk}"] = WonField(label=_("Own part"), min_value=0, initial=line.own, required=False)

    def rows(self) -> list[tuple[BudgetLine, Any, Any]]:
        """Each line with its two fields, for the table."""
        return [(line, self[f"grant_{line.pk}"], self[f"own_{line.pk}"]) for line in self.lines]

    def parts(self) -> list[tuple[int, int]]:
        """What the workflow takes."""
        values = self.cleaned_data
        return [(values[f"grant_{line.pk}"], values[f"own_{line.pk}"] or 0) for line in self.lines]


class LessonForm(forms.Form):
    """Five questions. A wrong answer explains itself and may be tried again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for number, question in enumerate(questions(), 1):
            self.fields[question.key] = forms.ChoiceField(
                label=f"{number}. {question}",
                choices=[(answer.key, str(answer)) for answer in question.answers],
                widget=forms.RadioSelect,
                error_messages={"required": _("Please choose an answer.")},
            )

    def clean(self) -> dict[str, Any]:
        for question in questions():
            self._explain(question)
        return self.cleaned_data

    def _explain(self, question: Question) -> None:
        chosen = next((each for each in question.answers if each.key == self.cleaned_data.get(question.key)), None)
        if chosen is not None and not chosen.right:
            self.add_error(question.key, ValidationError(chosen.why))
