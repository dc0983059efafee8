"""What officials set up for a panel, and what reviewers and districts write."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.forms import StepForm
from groups.enums import Theme
from notices.calendar import BusinessDays
from proposals.enums import ConflictKind, Recommendation, SeatKind
from proposals.models import Criterion, DistrictEvaluation, Panel
from proposals.workflow.review import LONGEST_REASON, Said
from seoul_portal.widgets import DateInput
from villages.models import District

DAYS_TO_SCORE = 15


class PanelForm(forms.ModelForm):
    """The arrangement of a panel. Once reviewers score, only ``due_on`` and ``reviewers_named`` may change."""

    class Meta:
        model = Panel
        fields = (
            "per_proposal", "due_on", "spread_threshold", "resident_percent", "reviewers_named", "files_shown",
        )  # fmt: skip
        widgets = {"due_on": DateInput}
        help_texts = {
            "due_on": _("Reviewers are reminded before and after. They can still hand in until you close the panel."),
            "spread_threshold": _("Between the highest and the lowest total of one proposal."),
            "resident_percent": _("0 where no residents sit on the panel. The call's page shows it to everybody."),
            "files_shown": _("The portal cannot hide names inside a file. Leave it off where names are to be hidden."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial.setdefault("due_on", BusinessDays.load().add(timezone.localdate(), DAYS_TO_SCORE))
        elif self.instance.state != "preparing":
            for name in set(self.fields) - {"due_on", "reviewers_named"}:
                self.fields[name].disabled = True

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if "due_on" in self.changed_data and day < timezone.localdate():
            raise ValidationError(_("Please choose today or a later day."))
        return day


class _ScopeForm(forms.Form):
    """Which files a seat reads: of some districts, of some themes, or all."""

    districts: Any = forms.ModelMultipleChoiceField(
        label=_("Only these districts"), queryset=None, required=False, help_text=_("Choose none for all of them.")
    )
    themes = forms.MultipleChoiceField(
        label=_("Only these themes"), choices=Theme.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["districts"]
        field.queryset = District.objects.order_by("name_ko")


class InviteByMailForm(_ScopeForm):
    """An expert or a resident."""

    address = forms.EmailField(label=_("E-mail address"), max_length=254)
    kind = forms.ChoiceField(
        label=_("Sits as"),
        choices=[(kind, kind.label) for kind in (SeatKind.EXPERT, SeatKind.RESIDENT)],
        widget=forms.RadioSelect,
        initial=SeatKind.EXPERT,
    )
    language = forms.ChoiceField(
        label=_("Language of the letter, where there is no account"), choices=settings.LANGUAGES, initial="ko"
    )
    field_order = ("address", "kind", "language", "districts", "themes")


class ConflictForm(StepForm):
    """Which kind of conflict, and a few words if one likes."""

    kind = forms.ChoiceField(label=_("What stands between you"), choices=ConflictKind.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In a few words"),
        max_length=500,
        required=False,
        help_text=_("Only the Division reads this. You may leave it empty."),
        widget=forms.Textarea(attrs={"rows": 2, "data-keep": ""}),
    )


class ScoreForm(forms.Form):
    """Points and reasons for each criterion of the call, in its order; may be kept half done."""

    def __init__(self, *args: Any, criteria: list[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for each in criteria:
            self.fields[f"points_{each.pk}"] = forms.IntegerField(
                label=_("Points from 0 to %(most)d") % {"most": each.points},
                min_value=0,
                max_value=each.points,
                required=False,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "review-points"}),
                error_messages={
                    "invalid": _("Whole points, please."),
                    "max_value": _("At most %(limit_value)s points."),
                },
            )
            self.fields[f"reason_{each.pk}"] = forms.CharField(
                label=_("Your reasons, in a sentence or two"),
                max_length=LONGEST_REASON,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2, "data-keep": ""}),
            )

    @property
    def rows(self) -> list[tuple[Criterion, Any, Any]]:
        """Each criterion with its two fields."""
        return [(each, self[f"points_{each.pk}"], self[f"reason_{each.pk}"]) for each in self.criteria]

    def said(self, only: int | None = None) -> Said:
        """What was typed and is valid, of all criteria or ``only`` one."""
        data = self.cleaned_data
        return {
            each.pk: (data[f"points_{each.pk}"], data[f"reason_{each.pk}"])
            for each in self.criteria
            if only in (None, each.pk) and f"points_{each.pk}" in data and f"reason_{each.pk}" in data
        }


class TalkForm(forms.Form):
    """What came of a talk among reviewers."""

    note = forms.CharField(
        label=_("What was said, and what came of it"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "data-keep": ""}),
    )


class EvaluationForm(forms.ModelForm):
    """The district's word on a proposal."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = DistrictEvaluation
        fields = ("recommendation", "reason", "visited_on", "visit_note")
        widgets = {
            "recommendation": forms.RadioSelect,
            "reason": forms.Textarea(attrs={"rows": 5, "data-keep": ""}),
            "visited_on": DateInput,
            "visit_note": forms.Textarea(attrs={"rows": 5, "data-keep": ""}),
        }
        help_texts = {"visited_on": _("Leave both empty where nobody went there.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["recommendation"]
        field.choices = Recommendation.choices
