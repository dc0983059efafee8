"""Offering hours, and recording a visit without an appointment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout, Submit
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from groups.models import Group
from proposals.enums import AdviceWay
from proposals.forms.advice import TOPICS, TalkFields
from proposals.models import Call
from proposals.queries.hours import offices_to_offer_at, own_postings, postings_to_offer_for
from proposals.workflow.hours import Plan
from seoul_portal.widgets import DateInput, TimeInput
from villages.enums import Weekday
from villages.models import Office, Posting, Village

LENGTHS = [(each, gettext_lazy("%d minutes") % each) for each in (20, 30, 40, 50, 60, 90)]
RESTS = [(0, gettext_lazy("No break"))] + [(each, gettext_lazy("%d minutes") % each) for each in (5, 10, 15, 30)]


def places_of(postings: Iterable[Posting]) -> dict[str, tuple[Posting, Office]]:
    """Where the advisers of ``postings`` may sit, by the value of a choice."""
    places: dict[int, list[Office]] = {}
    found: dict[str, tuple[Posting, Office]] = {}
    for posting in postings:
        if posting.office_id not in places:
            places[posting.office_id] = list(offices_to_offer_at(posting))
        found |= {f"{posting.pk}-{office.pk}": (posting, office) for office in places[posting.office_id]}
    return found


class PlanForm(forms.Form):
    """Hours of a day, or of some weekdays over a period."""

    place = forms.ChoiceField(label=gettext_lazy("Who, and at which place"))
    way = forms.ChoiceField(label=gettext_lazy("How"), choices=AdviceWay.choices, initial=AdviceWay.CENTER)
    where = forms.CharField(
        label=gettext_lazy("Room or link"), max_length=200, required=False,
        help_text=gettext_lazy("Only whoever books reads it."),
    )  # fmt: skip
    first_on = forms.DateField(label=gettext_lazy("First day"), widget=DateInput)
    last_on = forms.DateField(
        label=gettext_lazy("Last day"), widget=DateInput, required=False,
        help_text=gettext_lazy("Leave it empty for a single day."),
    )  # fmt: skip
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Every"), choices=Weekday.choices, coerce=int, required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Evenings and weekends help those who work."),
    )  # fmt: skip
    begins = forms.TimeField(label=gettext_lazy("Begins at"), widget=TimeInput, initial=time(14))
    ends = forms.TimeField(label=gettext_lazy("Until"), widget=TimeInput, initial=time(17))
    minutes = forms.TypedChoiceField(label=gettext_lazy("One talk"), choices=LENGTHS, coerce=int, initial=40)
    rest = forms.TypedChoiceField(label=gettext_lazy("Break between talks"), choices=RESTS, coerce=int, initial=10)
    on_holidays = forms.BooleanField(
        label=gettext_lazy("Also on public holidays"), required=False,
        help_text=gettext_lazy("Otherwise holidays are left out, and you are told which."),
    )  # fmt: skip

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places_of(postings_to_offer_for(user))
        place: Any = self.fields["place"]
        place.choices = [
            (key, _("I myself: %(office)s") % {"office": office.name})
            if posting.person_id == user.pk
            else (key, f"{posting.person.name}: {office.name}")
            for key, (posting, office) in self.places.items()
        ]
        self.fields["first_on"].initial = timezone.localdate()
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "place", "way", "where", Div("first_on", "last_on", css_class="p-row"), "weekdays",
            Div("begins", "ends", css_class="p-row"), Div("minutes", "rest", css_class="p-row"), "on_holidays",
        )  # fmt: skip
        self.helper.add_input(Submit("offer", gettext_lazy("Offer these hours")))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, last = values.get("first_on"), values.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("The last day comes before the first."))
        if first and first < timezone.localdate():
            self.add_error("first_on", _("This day is over."))
        if last and not values.get("weekdays") and "weekdays" in values and last != first:
            self.add_error("weekdays", _("Choose the weekdays, or leave the last day empty."))
        if values.get("begins") and values.get("ends") and values["ends"] <= values["begins"]:
            self.add_error("ends", _("The end must come after the beginning."))
        return values

    def plan(self) -> tuple[Posting, Plan]:
        """The adviser's posting and what they want to offer."""
        values = dict(self.cleaned_data)
        posting, office = self.places[values.pop("place")]
        return posting, Plan(office=office, **values | {"weekdays": frozenset(values["weekdays"])})


class WalkInForm(TalkFields):
    """Who came, about what, how long. The note may be left out: then it waits under "to be noted"."""

    place = forms.ChoiceField(label=gettext_lazy("At which place"))
    email = forms.EmailField(
        label=gettext_lazy("E-mail address of the account"), required=False,
        help_text=gettext_lazy("Of the person who came, if they have an account."),
    )  # fmt: skip
    group = forms.ModelChoiceField(
        label=gettext_lazy("Group"), queryset=Group.objects.none(), required=False,
        empty_label=gettext_lazy("No group, or not yet"),
        help_text=gettext_lazy("Groups of your villages. With a group, its members read the note."),
    )  # fmt: skip
    topic = forms.ChoiceField(label=gettext_lazy("What is it about?"), choices=TOPICS)
    begin = forms.ModelChoiceField(
        label=gettext_lazy("Begin a draft for the group, for this call"), queryset=Call.objects.none(), required=False,
        empty_label=gettext_lazy("No draft"),
        help_text=gettext_lazy(
            "You type what they tell you. Only the group can take it over and submit it. "
            "The record says who typed what."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places_of(own_postings(user))
        fields: Any = self.fields
        fields["place"].choices = [(key, office.name) for key, (_posting, office) in self.places.items()]
        fields["group"].queryset = groups_served_by(user)
        fields["begin"].queryset = Call.objects.open_at().order_by("closes_at")
        fields["minutes"].initial, fields["note"].required = 30, False
        self.helper = FormHelper()
        self.helper.layout = Layout("place", "email", "group", "topic", "minutes", "discussed", "note", "begin")
        self.helper.add_input(Submit("record", gettext_lazy("Record the visit")))

    def clean_email(self) -> str:
        """The account of that address; that there is none is no secret to the counter, but nothing more is said."""
        email = self.cleaned_data["email"]
        self.person = User.objects.filter(email__iexact=email, is_active=True).first() if email else None
        if email and self.person is None:
            raise forms.ValidationError(
                _("There is no account with this address. Leave it empty, or choose the group.")
            )
        return email

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and self.person is None and values.get("group") is None:
            self.add_error(None, _("Say who came: a person with an account, or a group."))
        if values.get("begin") and values.get("group") is None:
            self.add_error("group", _("A draft can be begun for a formed group only."))
        return values


def groups_served_by(user: Any) -> Any:
    """Living groups of the villages where ``user`` advises."""
    offices = [posting.office for posting in own_postings(user)]
    villages = Village.objects.filter(offices__in=offices) | Village.objects.filter(
        district__in=[office.district_id for office in offices if office.kind == "district_office"]
    )
    return Group.objects.filter(village__in=villages.values("pk")).exclude(state="disbanded").order_by("name")
