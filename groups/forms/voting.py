"""Opening a vote, and voting."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout, Submit
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groups.enums import Choice, GroupState, Purpose, TieRule
from groups.forms.inviting import MemberChoiceField, candidates
from groups.models import Group, Membership
from seoul_portal.widgets import DateInput, TimeInput

# What can be voted on at which moment of a group's life.
PURPOSES = {
    GroupState.FORMING: (Purpose.QUESTION, Purpose.REPRESENTATIVE),
    GroupState.FORMED: (Purpose.QUESTION, Purpose.BREAK, Purpose.COURSE, Purpose.REPRESENTATIVE, Purpose.DISBAND),
    GroupState.ON_BREAK: (Purpose.QUESTION, Purpose.RETURN, Purpose.REPRESENTATIVE, Purpose.DISBAND),
    GroupState.DISBANDED: (),
}


class VoteForm(forms.Form):
    purpose = forms.ChoiceField(
        label=gettext_lazy("What is the vote about?"), widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "What affects everybody is agreed when more than half of all members say yes. A question of your own is "
            "agreed when more of those who vote say yes than no."
        ),
    )  # fmt: skip
    question = forms.CharField(
        label=gettext_lazy("Question"), max_length=300, required=False,
        help_text=gettext_lazy("A question that can be answered with yes or no."),
    )  # fmt: skip
    candidate = MemberChoiceField(
        label=gettext_lazy("Who shall represent the group?"), queryset=Membership.objects.none(), required=False,
        empty_label=gettext_lazy("Please choose"), help_text=gettext_lazy("Only for the vote on a new representative."),
    )  # fmt: skip
    closes_on = forms.DateField(label=gettext_lazy("Closes on"), widget=DateInput)
    closes_at = forms.TimeField(label=gettext_lazy("at"), widget=TimeInput, initial=time(21))
    secret = forms.TypedChoiceField(
        label=gettext_lazy("Open or secret?"), widget=forms.RadioSelect, initial="open",
        choices=[
            ("open", gettext_lazy("Open: members see who voted how, and may change their vote until it closes")),
            ("secret", gettext_lazy("Secret: nobody sees who voted how; a vote cannot be changed")),
        ],
        coerce=lambda value: value == "secret",
    )  # fmt: skip
    quorum = forms.TypedChoiceField(
        label=gettext_lazy("How many must take part?"), coerce=int, initial=50,
        choices=[
            (50, gettext_lazy("At least half of the members")),
            (67, gettext_lazy("At least two thirds")),
            (100, gettext_lazy("All members")),
        ],
    )  # fmt: skip
    tie_rule = forms.ChoiceField(label=gettext_lazy("If there is a tie"), choices=TieRule.choices)

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = [(each.value, each.label) for each in PURPOSES[GroupState(group.state)]]
        self.fields["candidate"].queryset = candidates(group)
        self.fields["closes_on"].initial = timezone.localdate() + timedelta(days=7)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "purpose",
            "question",
            "candidate",
            Div("closes_on", "closes_at", css_class="p-row"),
            "secret",
            "quorum",
            "tie_rule",
        )
        self.helper.add_input(Submit("open", gettext_lazy("Open the vote")))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        purpose = values.get("purpose")
        if purpose == Purpose.QUESTION and not values.get("question"):
            self.add_error("question", _("Please write the question."))
        if purpose == Purpose.REPRESENTATIVE and not values.get("candidate") and "candidate" not in self.errors:
            self.add_error("candidate", _("Please choose who shall represent the group."))
        return values

    def values(self) -> dict[str, Any]:
        """What the workflow gets. A vote on a step is worded by the portal, so that it asks exactly for that step."""
        values = {**self.cleaned_data}
        purpose = Purpose(values["purpose"])
        closes = datetime.combine(values.pop("closes_on"), values.pop("closes_at"), timezone.get_current_timezone())
        if purpose != Purpose.REPRESENTATIVE:
            values["candidate"] = None
        if purpose != Purpose.QUESTION:
            values["question"] = _worded(purpose, values["candidate"], values["question"])
        return values | {"closes_at": closes}


def _worded(purpose: Purpose, candidate: Membership | None, words: str) -> str:
    texts = {
        Purpose.BREAK: _("Shall we take a break?"),
        Purpose.RETURN: _("Shall we come back from our break early?"),
        Purpose.COURSE: _("Shall we change course?"),
        Purpose.DISBAND: _("Shall we disband the group?"),
        Purpose.REPRESENTATIVE: _("Shall %(name)s represent us?") % {"name": candidate.user if candidate else ""},
    }
    return f"{texts[purpose]} {words}".strip()[:300]


class BallotForm(forms.Form):
    choice = forms.ChoiceField(
        label=gettext_lazy("Your vote"), choices=Choice.choices, widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose one of the three.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("vote", gettext_lazy("Vote")))
