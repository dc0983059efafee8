"""Inviting somebody, and naming a successor."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groups.enums import Role, Way
from groups.models import Group, Membership


class InvitationForm(forms.Form):
    way = forms.ChoiceField(
        label=gettext_lazy("How do you want to invite?"), choices=Way.choices, widget=forms.RadioSelect, initial=Way.QR
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address of the person"), required=False,
        help_text=gettext_lazy("Only for an invitation by e-mail."),
    )  # fmt: skip
    words = forms.CharField(
        label=gettext_lazy("A few words of your own"), max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-keep": ""}),
        help_text=gettext_lazy("They stand on the page that the invited person opens."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("invite", gettext_lazy("Make the invitation")))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("way") == Way.EMAIL:
            if not values.get("email") and "email" not in self.errors:
                self.add_error("email", _("Please write the e-mail address of the person."))
        else:
            values["email"] = ""
            self.errors.pop("email", None)
        return values


class MemberChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Membership) -> str:
        return str(obj.user)


class SuccessorForm(forms.Form):
    successor = MemberChoiceField(
        label=gettext_lazy("Who shall represent the group?"), queryset=Membership.objects.none(),
        widget=forms.RadioSelect, empty_label=None,
    )  # fmt: skip

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = candidates(group)
        self.helper = FormHelper()
        self.helper.layout = Layout("successor")
        self.helper.add_input(Submit("name", gettext_lazy("Ask this person")))


def candidates(group: Group) -> Any:
    """Members who could represent the group."""
    return group.memberships.active().exclude(role=Role.REPRESENTATIVE).select_related("user")
