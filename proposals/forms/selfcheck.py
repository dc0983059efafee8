"""The self-check: one short page of questions, and a word on the idea that a draft can begin with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from groups.enums import Theme
from proposals.eligibility import Inquiry, Rule
from proposals.enums import LONGEST_SHORT
from proposals.models import Call

# Fields that a draft asks under the same key.
CARRIED = ("theme", "title")
LONGEST_TITLE = min(120, LONGEST_SHORT)


class SelfCheckForm(forms.Form):
    """A question per rule, and two that only save typing later."""

    def __init__(
        self, *args: Any, call: Call, questions: list[tuple[Rule, Inquiry]], known: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for rule, inquiry in questions:
            self.fields[rule.name] = forms.ChoiceField(
                label=inquiry.text,
                help_text=inquiry.help,
                choices=inquiry.choices,
                widget=forms.RadioSelect,
                initial=known.get(rule.name),
                error_messages={"required": _("Please choose an answer. “Not sure” is one, too.")},
            )
        themes = [each for each in Theme.choices if not call.themes or each[0] in call.themes]
        self.fields["theme"] = forms.ChoiceField(
            label=_("What is your idea about?"), choices=[("", _("I do not know yet")), *themes], required=False,
            initial=known.get("theme"),
        )  # fmt: skip
        self.fields["title"] = forms.CharField(
            label=_("Your idea in a few words"), max_length=LONGEST_TITLE, required=False, initial=known.get("title"),
            help_text=_("You may leave this empty. What you write here, your draft begins with."),
        )  # fmt: skip
        self.helper = FormHelper()
        self.helper.add_input(Submit("check", _("See the result")))

    def answers(self) -> dict[str, str]:
        """Everything that was answered, by rule and by field of the draft."""
        return {name: value for name, value in self.cleaned_data.items() if value}
