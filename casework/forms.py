"""The form of the generic confirm page."""

from typing import Any, cast

from crispy_forms.helper import FormHelper
from django import forms
from django.db import models
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from casework.enums import Note
from casework.lifecycle import Step

NOTE_LENGTH = 4000


class StepForm(forms.Form):
    """Words for a step, where it asks for any, and the state that the person saw when deciding.

    A step with more to ask names a subclass in ``Step.form``; its fields are handed to the workflow function.
    Subclasses find the file as ``self.subject`` and the person as ``self.actor``.
    """

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, step: Step, subject: models.Model, actor: Any, **kwargs: Any) -> None:
        self.step, self.subject, self.actor = step, subject, actor
        super().__init__(*args, **kwargs)
        if step.note != Note.NONE:
            self.fields["note"] = forms.CharField(
                label=cast(Any, step.note_label),
                required=step.note == Note.REQUIRED,
                max_length=NOTE_LENGTH,
                widget=forms.Textarea(attrs={"rows": 5, "data-keep": ""}),
                error_messages={"required": _("Please write a reason.")},
            )
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def values(self) -> dict[str, Any]:
        """What the workflow function gets."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


def form_class(step: Step) -> type[StepForm]:
    """The form class of ``step``."""
    return import_string(step.form) if step.form else StepForm
