"""What staff and members write on a file: assignment, points, rules, messages, notes, objections."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.forms import StepForm
from notices.calendar import BusinessDays
from proposals import outline
from proposals.eligibility import standing
from proposals.enums import CheckOutcome
from proposals.models import Proposal, SavedView
from proposals.queries.people import assignable
from proposals.workflow.triage import latest_version
from seoul_portal.files import FilesField
from villages.models import Posting
from villages.rules import active_postings

LONGEST_POINT = 1000
MOST_POINTS = 20
OTHER_RULE = "other"


def _text(label: Any, *, most: int, rows: int, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "data-keep": ""})
    return forms.CharField(label=label, max_length=most, widget=widget, **more)


class AssignForm(StepForm):
    """Who checks the file."""

    subject: Proposal
    posting = forms.ModelChoiceField(
        label=_("Who checks it"), queryset=Posting.objects.none(), required=False,
        empty_label=_("Nobody: back to the office's queue"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["posting"]
        field.queryset = assignable(self.subject)
        field.label_from_instance = lambda posting: f"{posting.person} · {posting.title}"
        mine = {each.pk for each in active_postings(self.actor)}
        field.initial = next((each for each in field.queryset if each.pk in mine), None)


class _ReadForm(StepForm):
    """A decision about the version that was read: of a newer one the actor is told, and decides again."""

    subject: Proposal
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=32767)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = latest_version(self.subject)


class EligibleForm(_ReadForm):
    """Nothing more to say than which version."""


class ReturnForm(_ReadForm):
    """A textarea per part of the proposal, one point a line, and the day until which the group corrects."""

    due_back_on = forms.DateField(label=_("Corrections until"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        call = self.subject.call
        self.parts = outline.parts_of(call)
        for part in self.parts:
            self.fields[f"point_{part.key}"] = _text(
                part.title,
                most=LONGEST_POINT * 2,
                rows=2,
                required=False,
                help_text=_("One point a line. Say what to change, and why."),
            )
        self.order_fields(["seen", "version", *(f"point_{part.key}" for part in self.parts), "due_back_on", "note"])
        days = BusinessDays.load()
        today = timezone.localdate()
        due = self.fields["due_back_on"]
        due.initial = days.add(today, call.return_days).isoformat()
        due.widget.attrs |= {"min": days.add(today, 1).isoformat(), "max": _latest(today).isoformat()}
        due.help_text = _(
            "The call gives %d business days. Give more where a holiday or an answer of others needs it."
        ) % (call.return_days)

    def clean_due_back_on(self) -> date:
        day: date = self.cleaned_data["due_back_on"]
        if day > _latest(timezone.localdate()):
            raise ValidationError(_("Please choose a day within the next half year."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        points = [
            (part.key, line.strip())
            for part in self.parts
            for line in cleaned.get(f"point_{part.key}", "").splitlines()
            if line.strip()
        ]
        for key, line in points:
            if len(line) > LONGEST_POINT:
                self.add_error(f"point_{key}", _("Please keep a point below %d characters.") % LONGEST_POINT)
        if len(points) > MOST_POINTS:
            raise ValidationError(
                _("These are %(count)d points. Please keep to the %(most)d that matter most.")
                % {"count": len(points), "most": MOST_POINTS}
            )
        if not points and not self.errors:
            raise ValidationError(_("Write at least one point, so that the group knows what to correct."))
        cleaned["points"] = points
        return cleaned

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("points", "due_back_on", "version")}


def _latest(today: date) -> date:
    """Longer than this nobody waits for a correction."""
    return date.fromordinal(today.toordinal() + 183)


class IneligibleForm(_ReadForm):
    """Which rule is not met, chosen from what the portal computed or written out."""

    rule = forms.ChoiceField(label=_("Rule that is not met"), widget=forms.RadioSelect)
    other = forms.CharField(
        label=_("Another rule, in the words of the call"), max_length=500, required=False,
        widget=forms.TextInput(attrs={"data-keep": ""}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [each for each in standing(self.subject) if each.outcome != CheckOutcome.MET]
        self.rules = {str(number): str(each.sentence)[:500] for number, each in enumerate(found)}
        field: Any = self.fields["rule"]
        field.choices = [*self.rules.items(), (OTHER_RULE, _("Another rule"))]
        self.order_fields(["seen", "version", "rule", "other", "note"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("rule") == OTHER_RULE and not cleaned.get("other"):
            self.add_error("other", _("Please write which rule of the call is not met."))
        return cleaned

    def values(self) -> dict[str, Any]:
        values = super().values()
        other = values.pop("other")
        return values | {"rule": self.rules.get(values["rule"], other)}


class MessageForm(forms.Form):
    """A message to the other side."""

    text = _text(_("Your message"), most=4000, rows=4)
    files = FilesField(label=_("Files"), required=False)  # type: ignore[assignment]  # fields leave the class: no clash


class NoteForm(forms.Form):
    """A note that only offices read."""

    note = _text(_("Internal note"), most=2000, rows=3)


class ObjectForm(forms.Form):
    """Why the group objects."""

    text = _text(
        _("Why you object"),
        most=4000,
        rows=8,
        help_text=_("In your own words. Say what the office may have missed; nothing else is needed."),
    )


class SavedViewForm(forms.ModelForm):
    """A name for the filters of the queue."""

    class Meta:
        model = SavedView
        fields = ("name",)
