"""The dossier of a project that may become a service, the group's wish and the district's opinion."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.forms import StepForm
from funding.forms.fields import WonField
from funding.workflow.nomination import DOSSIER


def _text(label: Any, longest: int, help_text: Any = "", *, required: bool = True, rows: int = 4) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows, "data-keep": ""})
    return forms.CharField(label=label, max_length=longest, help_text=help_text, required=required, widget=area)


class Dossier(forms.Form):
    """Six questions."""

    name = forms.CharField(label=_("Name of the service"), max_length=120)
    need = _text(_("What is it needed for?"), 2000)
    users = _text(_("Who uses it, and how many?"), 2000)
    cost = WonField(label=_("What would a year cost? (won)"), min_value=0)
    legal_basis = _text(_("On what law or ordinance would it rest?"), 1000, rows=3)
    runner = _text(_("Who would run it?"), 1000, _("The group itself, the district, somebody else?"), rows=3)


class DossierForm(Dossier, StepForm):
    """The dossier, changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in DOSSIER:
            self.fields[name].initial = getattr(self.subject, name)


class WishForm(StepForm):
    """The group's own word."""

    wish = _text(
        _("What do you wish for?"),
        2000,
        _("Whether you would like to run it yourselves, what must not change, what you need. You may leave it empty."),
        required=False,
    )


class OpinionForm(StepForm):
    """In favour or not, and why."""

    in_favour = forms.TypedChoiceField(
        label=_("The district is"),
        choices=((True, _("in favour")), (False, _("not in favour"))),
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
    )
    opinion = _text(_("Opinion of the district"), 2000, _("The group reads it, too."))
