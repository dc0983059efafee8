"""Bank account and the bank's answer."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from funding import banks
from funding.bank_files import LARGEST, Line, Unreadable, read


class AccountForm(forms.Form):
    """An account in the group's name."""

    bank = forms.ChoiceField(label=_("Bank"), error_messages={"required": _("Please choose a bank from the list.")})
    number = forms.CharField(
        label=_("Account number"),
        max_length=30,
        help_text=_("With or without hyphens. It is kept encrypted; pages show the last digits only."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    holder = forms.CharField(
        label=_("Account holder"),
        max_length=60,
        help_text=_("Exactly as it stands in the bank book. Best is an account that only the group uses."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        field: Any = self.fields["bank"]
        field.choices = [("", _("Choose")), *banks.choices()]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("bank") and values.get("number"):
            said = banks.problem(values["bank"], banks.digits_of(values["number"]))
            if said:
                self.add_error("number", ValidationError(said))
        return values


class AnswerForm(forms.Form):
    """The bank's answer file."""

    file = forms.FileField(
        label=_("Answer of the bank (XLSX or CSV)"),
        help_text=_("Columns: number, outcome, date, reason; an amount, if given, is compared."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def clean_file(self) -> tuple[list[Line], str]:
        """The lines of the file, and its fingerprint."""
        upload = self.cleaned_data["file"]
        content = upload.read(LARGEST + 1)
        try:
            return read(upload.name, content), hashlib.sha256(content).hexdigest()
        except Unreadable as error:
            raise ValidationError(str(error)) from error
