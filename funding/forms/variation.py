"""What a group types when it asks for a change."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.forms.fields import WonField
from funding.models import Award
from funding.varying import Said
from funding.workflow.variation_checks import LONGEST_TEXT, Line
from proposals.models import BudgetItem
from seoul_portal.widgets import DateInput


def _reason() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "data-keep": ""}),
        error_messages={"required": gettext_lazy("Please write a reason.")},
    )


class BudgetForm(forms.Form):
    """Won of the grant and of the group's own for every line, and one new line where it is needed."""

    item = forms.ChoiceField(label=gettext_lazy("Kind of cost"), required=False)
    detail = forms.CharField(label=gettext_lazy("what it is for"), max_length=200, required=False)
    grant = WonField(label=gettext_lazy("Grant part"), min_value=0, required=False)
    own = WonField(label=gettext_lazy("Own part"), min_value=0, required=False)
    reason = _reason()

    def __init__(self, *args: Any, award: Award, lines: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.lines = lines
        allowed = BudgetItem.objects.filter(call=award.proposal.call_id)
        item: Any = self.fields["item"]
        item.choices = [("", _("No new line")), *((each.item, each.get_item_display()) for each in allowed)]
        for line in lines:
            self.fields[f"grant_{line.pk}"] = WonField(label=_("Grant part"), min_value=0, initial=line.grant)
            self.fields[f"own_{line.pk}"] = WonField(label=_("Own part"), min_value=0, initial=line.own, required=False)

    def rows(self) -> list[tuple[Any, Any, Any]]:
        """Each line with its two fields, for the page."""
        return [(line, self[f"grant_{line.pk}"], self[f"own_{line.pk}"]) for line in self.lines]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        typed = values.get("detail") or values.get("grant") or values.get("own")
        if typed and not values.get("item"):
            self.add_error("item", _("Please choose what kind of cost the new line is."))
        if values.get("item") and not (values.get("grant") or values.get("own")):
            self.add_error("grant", _("Please write an amount for the new line."))
        return values

    def values(self) -> dict[str, Any]:
        """What the workflow takes."""
        said = self.cleaned_data
        lines = [
            Line(
                id=line.pk, item=line.item, detail=line.detail, grant=said[f"grant_{line.pk}"],
                own=said[f"own_{line.pk}"] or 0,
            )
            for line in self.lines
        ]  # fmt: skip
        if said["item"]:
            new = {"item": said["item"], "detail": said["detail"], "grant": said["grant"] or 0, "own": said["own"] or 0}
            lines.append(Line(id=None, **new))
        return {"lines": lines, "reason": said["reason"]}


class PeriodForm(forms.Form):
    """Another last day."""

    ends_on = forms.DateField(label=gettext_lazy("New last day"), widget=DateInput)
    reason = _reason()

    def __init__(self, *args: Any, award: Award, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["ends_on"].initial = award.ends_on

    def values(self) -> dict[str, Any]:
        return self.cleaned_data


class PlanForm(forms.Form):
    """One answer of the plan, as it shall be."""

    part = forms.ChoiceField(label=gettext_lazy("What changes"))
    text = forms.CharField(
        label=gettext_lazy("How it shall be"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6, "data-keep": ""}),
    )
    reason = _reason()

    def __init__(self, *args: Any, said: list[Said], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        field: Any = self.fields["part"]
        field.choices = [("", _("Please choose")), *((each.part, each.label) for each in said)]

    def values(self) -> dict[str, Any]:
        return self.cleaned_data
