"""Inviting somebody, and naming a successor."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy

from groups.enums import Role, Way
from groups.models import Group, Membership


class InvitationForm(forms.Form):
    """Asks for an address only where the invitation goes by e-mail."""

    email = forms.EmailField(label=gettext_lazy("E-mail address of the person you invite"))
    words = forms.CharField(
        label=gettext_lazy("A few words of your own"), max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-keep": ""}),
        help_text=gettext_lazy("They stand on the page that the invited person opens."),
    )  # fmt: skip

    buttons = {
        Way.QR: gettext_lazy("Show the QR code"),
        Way.LINK: gettext_lazy("Make the link"),
        Way.EMAIL: gettext_lazy("Send the invitation"),
    }

    def __init__(self, *args: Any, way: Way, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if way != Way.EMAIL:
            del self.fields["email"]
        self.helper = FormHelper()
        self.helper.add_input(Submit("invite", self.buttons[way]))


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
        successor: Any = self.fields["successor"]
        successor.queryset = candidates(group)
        self.helper = FormHelper()
        self.helper.layout = Layout("successor")
        self.helper.add_input(Submit("name", gettext_lazy("Ask this person")))


def candidates(group: Group) -> Any:
    """Members who could represent the group."""
    return group.memberships.active().exclude(role=Role.REPRESENTATIVE).select_related("user")
