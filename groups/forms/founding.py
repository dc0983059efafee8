"""Founding a group."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from groups import names
from groups.enums import Theme
from villages.models import Village


class PledgeMixin(forms.Form):
    """The pledge that everybody makes on joining, and whether their name may be shown. Used by every way in."""

    name_public = forms.BooleanField(
        label=_("My name may stand on the group's public page"),
        required=False,
        help_text=_("You can change this at any time. Other members always see your name."),
    )
    pledge = forms.BooleanField(
        label=_("I pledge this"), error_messages={"required": _("Please read the three sentences and tick the box.")}
    )

    pledge_layout = (HTML('{% include "groups/pledge.html" %}'), "pledge", "name_public")


class FoundingForm(PledgeMixin):
    name = forms.CharField(
        label=_("Name of the group"), max_length=names.LONGEST,
        help_text=_("Up to 40 letters. You can change it later."),
    )  # fmt: skip
    village = forms.ModelChoiceField(
        label=_("Village"), queryset=Village.objects.none(), empty_label=_("Please choose"),
        help_text=_("Where the group is at home. Members may live, work or study anywhere in its district."),
    )  # fmt: skip
    theme = forms.ChoiceField(label=_("Theme"), choices=[("", _("Please choose")), *Theme.choices])
    introduction = forms.CharField(
        label=_("What do you want to do?"), max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5, "data-keep": ""}),
        help_text=_("Two or three sentences are enough. The people you invite read this first."),
    )  # fmt: skip

    def __init__(self, *args: Any, villages: Any, home: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        village: Any = self.fields["village"]
        village.queryset, village.initial = villages, home
        self.helper = FormHelper()
        self.helper.layout = Layout("name", "village", "theme", "introduction", *self.pledge_layout)
        self.helper.add_input(Submit("found", _("Found the group")))

    def clean_name(self) -> str:
        name = names.tidy(self.cleaned_data["name"])
        names.check(name)
        return name

    def values(self) -> dict[str, Any]:
        """What the workflow gets."""
        return {name: value for name, value in self.cleaned_data.items() if name != "pledge"}


class JoiningForm(PledgeMixin):
    """Accepting an invitation."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(*self.pledge_layout)
        self.helper.add_input(Submit("accept", _("Join the group")))


class AskingForm(PledgeMixin):
    """Asking to join without an invitation."""

    words = forms.CharField(
        label=_("A few words to the group"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-keep": ""}),
        help_text=_("Who you are, and what you would like to do together."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout("words", *self.pledge_layout)
        self.helper.add_input(Submit("ask", _("Ask to join")))

    def values(self) -> dict[str, Any]:
        """What the workflow gets."""
        return {name: value for name, value in self.cleaned_data.items() if name != "pledge"}
