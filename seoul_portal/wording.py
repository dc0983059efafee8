"""Django's own words for a mistake in a form, said so that they tell what to do."""

from django import forms
from django.utils.translation import gettext_lazy as _


def reword() -> None:
    """Called once, when the frame is ready; a form's own ``error_messages`` still go first."""
    forms.Field.default_error_messages["required"] = _("Please fill this in.")
    for choice in (
        forms.ChoiceField,
        forms.MultipleChoiceField,
        forms.ModelChoiceField,
        forms.ModelMultipleChoiceField,
    ):
        choice.default_error_messages["invalid_choice"] = _("Please choose from the list.")
    forms.DateField.default_error_messages["invalid"] = _("Please give a date, e.g. 2026-03-14.")
    forms.TimeField.default_error_messages["invalid"] = _("Please give a time, e.g. 18:30.")
    forms.IntegerField.default_error_messages["invalid"] = _("Please give a whole number.")
    forms.FileField.default_error_messages["empty"] = _("This file is empty. Please choose another one.")
