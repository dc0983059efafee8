"""A person's own villages, and the wish to have their identity confirmed."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from villages.enums import Basis
from villages.models import Office


class TieForm(forms.Form):
    """What ties a person to one village."""

    basis = forms.ChoiceField(
        label=_("What ties you to this village"),
        choices=Basis.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please say whether you live, work or study here.")},
    )
    since = forms.DateField(
        label=_("Since"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("If you leave this empty, we take today."),
    )

    def clean_since(self) -> Any:
        since = self.cleaned_data["since"]
        if since and since > timezone.localdate():
            raise forms.ValidationError(_("The first day cannot be in the future."))
        return since


class OfficeChoice(forms.ModelChoiceField):
    def label_from_instance(self, office: Any) -> str:
        return f"{office.name} – {office.address}" if office.address else office.name


class VisitRequestForm(forms.Form):
    """Which office a person will visit."""

    office = OfficeChoice(
        label=_("Where will you go?"),
        queryset=Office.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": _("Please choose an office."),
            "invalid_choice": _("Please choose one of these offices."),
        },
    )

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]
