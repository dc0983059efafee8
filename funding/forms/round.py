"""Setting up a round: its name, pot, calls and ceilings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from funding.models import FundingRound
from funding.queries.rounds import free_calls
from groups.enums import Theme
from villages.models import District

MOST_WON = 10**12
MOST_CEILINGS = 60


class RoundForm(forms.ModelForm):
    """Pot and calls of a round."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    calls: Any = forms.ModelMultipleChoiceField(
        label=_("Calls"),
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Calls that are over and that no other round serves."),
        error_messages={"required": _("Choose at least one call.")},
    )

    class Meta:
        model = FundingRound
        fields = ["name_ko", "name_en", "budget", "calls"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["calls"]
        field.queryset = free_calls(self.instance)
        self.fields["version"].initial = self.instance.version if self.instance.pk else None
        self.fields["budget"] = forms.IntegerField(
            label=_("Pot (won)"), min_value=1, max_value=MOST_WON, initial=self.instance.budget
        )
        self.order_fields(["name_ko", "name_en", "budget", "calls", "version"])

    def values(self) -> dict[str, Any]:
        """The round's own fields, for the workflow."""
        return {name: self.cleaned_data[name] for name in ("name_ko", "name_en", "budget")}


class CeilingForm(forms.Form):
    """At most so much for one district or one theme. A line left empty is no ceiling."""

    district = forms.ModelChoiceField(
        label=_("District"), queryset=District.objects.order_by("code"), required=False, empty_label="–"
    )
    theme = forms.ChoiceField(label=_("or theme"), choices=[("", "–"), *Theme.choices], required=False)
    ceiling = forms.IntegerField(label=_("At most (won)"), min_value=0, max_value=MOST_WON, required=False)

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        about = [name for name in ("district", "theme") if values.get(name)]
        if values.get("ceiling") is not None and len(about) != 1:
            raise ValidationError(_("A ceiling is either for a district or for a theme."))
        if about and values.get("ceiling") is None and "ceiling" not in self.errors:
            self.add_error("ceiling", _("Write how much at most, or empty the line."))
        return values


class _Ceilings(BaseFormSet):
    def clean(self) -> None:
        seen: set[Any] = set()
        for district, theme, _won in self.values():
            if (district, theme) in seen:
                raise ValidationError(_("A district or theme stands here twice."))
            seen.add((district, theme))

    def values(self) -> list[tuple[Any, str, int]]:
        """(district, theme, won) of every line that says something."""
        rows = [form.cleaned_data for form in self.forms if hasattr(form, "cleaned_data")]
        said = [row for row in rows if row.get("ceiling") is not None]
        return [(row.get("district"), row.get("theme", ""), row["ceiling"]) for row in said]


# No more lines are drawn than are possible, whatever number of them somebody writes into the page.
CeilingFormSet = formset_factory(
    CeilingForm, formset=_Ceilings, extra=3, max_num=MOST_CEILINGS, absolute_max=MOST_CEILINGS + 1, validate_max=True
)
