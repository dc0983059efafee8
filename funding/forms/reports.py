"""A report as one form made of its parts, and the points with which one comes back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.forms import StepForm
from funding import reporting
from funding.enums import Manner, Reached, ReportKind
from funding.models import Goal, Report
from seoul_portal.widgets import DateInput

LONGEST_ANSWER = 4000
GOAL_FIELDS = ("result", "reached", "reason")


def _field(asked: reporting.Asked) -> forms.Field:
    """What asks for one answer."""
    common: dict[str, Any] = {"label": asked.label, "required": asked.required, "help_text": asked.help}
    if asked.kind == "several":
        return forms.MultipleChoiceField(choices=asked.choices, widget=forms.CheckboxSelectMultiple, **common)
    if asked.kind == "one":
        return forms.ChoiceField(choices=[("", _("Please choose")), *asked.choices], **common)
    if asked.kind == "day":
        return forms.DateField(widget=DateInput, **common)
    return forms.CharField(max_length=LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 4}), **common)


class ReportForm(forms.Form):
    """Every part of a report. It may be saved half done; handing in is a step of its own."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, report: Report, goals: list[Goal], at_visit: bool = False, **kwargs: Any) -> None:
        self.report, self.goals = report, goals
        answers = {**report.data, "version": report.version}
        for goal in goals:
            answers |= {f"goal-{goal.pk}-{name}": getattr(goal, name) for name in GOAL_FIELDS}
        kwargs["initial"] = {**answers, "manner": report.manner}
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for asked in reporting.asked_of(report.kind):
            self.fields[asked.key] = _field(asked)
        for goal in goals:
            self._ask_about(goal)
        if report.kind == ReportKind.MIDTERM and at_visit:
            self.fields["manner"] = forms.ChoiceField(label=_("How was the check made?"), choices=Manner.choices)

    def full_clean(self) -> None:
        """Required is what the report needs when it is handed in; the page says so, and saving does not insist."""
        asked = {name: field.required for name, field in self.fields.items() if name != "version"}
        for name in asked:
            self.fields[name].required = False
        super().full_clean()
        for name, required in asked.items():
            self.fields[name].required = required

    def _ask_about(self, goal: Goal) -> None:
        self.fields[f"goal-{goal.pk}-result"] = forms.CharField(
            label=_("What came of it?"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
        )
        self.fields[f"goal-{goal.pk}-reached"] = forms.ChoiceField(
            label=_("Was it reached?"), choices=[("", _("Please choose")), *Reached.choices]
        )
        self.fields[f"goal-{goal.pk}-reason"] = forms.CharField(
            label=_("Why, do you think?"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
        )

    def parts(self) -> list[dict[str, Any]]:
        """Each part with its fields, for the page."""
        return [
            {
                "part": part,
                "fields": [self[asked.key] for asked in part.asks],
                "goals": [
                    (goal, [self[f"goal-{goal.pk}-{name}"] for name in GOAL_FIELDS]) for goal in self.goals
                ] if part.shows == "goals" else [],
            }
            for part in reporting.parts_of(self.report.kind)
        ]  # fmt: skip

    def answers(self) -> dict[str, Any]:
        """What ``Report.data`` keeps."""
        said = {asked.key: self.cleaned_data[asked.key] for asked in reporting.asked_of(self.report.kind)}
        plain = {key: value.isoformat() if isinstance(value, date) else value for key, value in said.items()}
        return {key: value for key, value in plain.items() if value}

    def about_goals(self) -> dict[int, dict[str, str]]:
        return {
            goal.pk: {name: self.cleaned_data[f"goal-{goal.pk}-{name}"] for name in GOAL_FIELDS} for goal in self.goals
        }


class PointsForm(StepForm):
    """A field for each part; what stays empty is fine as it is."""

    def _ask(self, parts: list[tuple[str, Any]]) -> None:
        for key, title in parts:
            self.fields[f"point-{key}"] = forms.CharField(
                label=title, required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2, "data-keep": ""})
            )

    def values(self) -> dict[str, Any]:
        said = {name.removeprefix("point-"): value for name, value in self.cleaned_data.items() if "point-" in name}
        return {"points": {key: text for key, text in said.items() if text}}


class ReturnForm(PointsForm):
    """What is to be mended in which part of a report."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        report: Any = self.subject
        self._ask([(part.key, part.title) for part in reporting.parts_of(report.kind)])


class ViewsForm(forms.Form):
    """The adviser's view of each goal."""

    def __init__(self, *args: Any, goals: list[Goal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.goals = goals
        for goal in goals:
            self.fields[f"view-{goal.pk}"] = forms.CharField(
                label=goal.indicator, required=False, max_length=1000, initial=goal.adviser_view,
                widget=forms.Textarea(attrs={"rows": 2}), help_text=gettext_lazy("The group reads it."),
            )  # fmt: skip

    def views(self) -> dict[int, str]:
        return {goal.pk: self.cleaned_data[f"view-{goal.pk}"] for goal in self.goals}
