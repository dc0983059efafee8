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
    """A vote on ``purpose``. What a step needs is worded by the portal, so that members agree to exactly that step."""

    question = forms.CharField(
        label=gettext_lazy("Question"), max_length=200,
        help_text=gettext_lazy("A question that can be answered with yes or no."),
    )  # fmt: skip
    candidate = MemberChoiceField(
        label=gettext_lazy("Who shall represent the group?"), queryset=Membership.objects.none(),
        widget=forms.RadioSelect, empty_label=None,
    )  # fmt: skip
    closes_on = forms.DateField(label=gettext_lazy("Closes on"), widget=DateInput)
    closes_at = forms.TimeField(label=gettext_lazy("Closing time"), widget=TimeInput, initial=time(21))
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
    tie_rule = forms.ChoiceField(
        label=gettext_lazy("If there is a tie"), choices=TieRule.choices, initial=TieRule.FAILS
    )

    def __init__(self, *args: Any, group: Group, purpose: Purpose, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.purpose = purpose
        candidate: Any = self.fields["candidate"]
        candidate.queryset = candidates(group)
        if purpose != Purpose.REPRESENTATIVE:
            del self.fields["candidate"]
        if purpose != Purpose.QUESTION:
            words = self.fields["question"]
            words.label, words.required = _("A few words about why"), False
            words.help_text = _("They stand beside the question.")
        self.fields["closes_on"].initial = timezone.localdate() + timedelta(days=7)
        self.helper = FormHelper()
        named = [name for name in ("candidate", "question") if name in self.fields]
        when = Div("closes_on", "closes_at", css_class="p-row")
        self.helper.layout = Layout(*named, when, "secret", "quorum", "tie_rule")
        self.helper.add_input(Submit("open", gettext_lazy("Open the vote")))

    def values(self) -> dict[str, Any]:
        """What the workflow gets."""
        values = {"candidate": None, **self.cleaned_data}
        closes = datetime.combine(values.pop("closes_on"), values.pop("closes_at"), timezone.get_current_timezone())
        if self.purpose != Purpose.QUESTION:
            values["question"] = _worded(self.purpose, values["candidate"], values["question"])
        return values | {"purpose": self.purpose, "closes_at": closes}


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
