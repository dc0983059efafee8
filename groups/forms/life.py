"""What the steps in a group's life ask for, each with its consequences for this very group."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import HTML, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.forms import StepForm
from groups import names
from groups.enums import LONGEST_BREAK, LegalForm, Role, Theme
from groups.queries.consequences import consequences
from groups.workflow.group import LESSON
from seoul_portal.widgets import DateInput


class ConsequencesForm(StepForm):
    """Lists what else will happen, above the fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consequences = consequences(self.subject, self.step.name)
        if self.step.note_label == LESSON:
            self.fields["note"].help_text = _("You may leave this empty. An honest answer is never held against you.")
        self.helper.layout = Layout(HTML('{% include "groups/consequences.html" %}'), *self.fields)


class LeaveForm(ConsequencesForm):
    """Leaving asks for nothing but a few words."""


class BreakForm(ConsequencesForm):
    break_until = forms.DateField(
        label=gettext_lazy("When do you expect to be back?"),
        help_text=gettext_lazy("You can return earlier, and nothing bad happens if it takes longer."),
        widget=DateInput,
    )

    def clean_break_until(self) -> Any:
        day = self.cleaned_data["break_until"]
        today = timezone.localdate()
        if not today < day <= today + LONGEST_BREAK:
            raise ValidationError(_("Please choose a day after today and within a year."))
        return day


class CourseForm(ConsequencesForm):
    name = forms.CharField(label=gettext_lazy("Name of the group"), max_length=names.LONGEST)
    theme = forms.ChoiceField(label=gettext_lazy("Theme"), choices=Theme.choices)
    introduction = forms.CharField(
        label=gettext_lazy("What you want to do"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 6, "data-keep": ""}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "theme", "introduction"):
            self.fields[name].initial = getattr(self.subject, name)

    def clean_name(self) -> str:
        name = names.tidy(self.cleaned_data["name"])
        names.check(name)
        return name


class LegalFormForm(ConsequencesForm):
    legal_form = forms.ChoiceField(label=gettext_lazy("What the group became"), choices=LegalForm.choices)
    registration_number = forms.CharField(
        label=gettext_lazy("Registration number"), max_length=40, required=False,
        help_text=gettext_lazy("As it stands on the certificate. A residents' group without legal form has none."),
    )  # fmt: skip
    registered_on = forms.DateField(label=gettext_lazy("Registered on"), widget=DateInput, required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("legal_form") == LegalForm.INFORMAL:
            return values | {"registration_number": "", "registered_on": None}
        if not values.get("registration_number"):
            self.add_error("registration_number", _("Please give the registration number."))
        day = values.get("registered_on")
        if not day or day > timezone.localdate():
            self.add_error("registered_on", _("Please give the day of registration, today or earlier."))
        return values


class RoleForm(StepForm):
    role = forms.ChoiceField(label=gettext_lazy("Role"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role: Any = self.fields["role"]
        role.choices = [each for each in Role.choices if each[0] != Role.REPRESENTATIVE]
        role.initial = getattr(self.subject, "role", None)
