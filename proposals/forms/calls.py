"""Building a call: a form for each step, rows that are added, moved and removed without a script, and publishing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.forms import StepForm
from groups.enums import LegalForm, Theme
from proposals.enums import CORE_SECTIONS, AreaKind, ReviewStep, SectionKey
from proposals.models import Call, Programme, Stage
from proposals.queries.calls import BROUGHT_ALONG
from seoul_portal.widgets import DateInput
from villages.models import District, Office, Village

ENGLISH = gettext_lazy("May stay empty; then English readers see the Korean.")


class MomentInput(forms.DateTimeInput):
    """``<input type="datetime-local">`` to the second, in Seoul's time."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"step": "1"} | (attrs or {}), format="%Y-%m-%dT%H:%M:%S")


class SeveralField(forms.TypedMultipleChoiceField):
    """Any of some choices as tick boxes, for an array column. Keeps the order of the choices."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> list[str]:
        ticked = set(super().clean(value))
        choices: Any = self.choices
        return [str(choice) for choice, _label in choices if str(choice) in ticked]


class CallForm(forms.ModelForm):
    """A step of building. English texts say that they may stay empty."""

    class Meta:
        model = Call
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        for name, field in self.fields.items():
            if name.endswith("_en"):
                field.help_text = ENGLISH
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs |= {"rows": 5, "data-keep": ""}

    def changes(self) -> dict[str, Any]:
        """What this form changes, by field."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name in self.cleaned_data}


class BasicsForm(CallForm):
    class Meta(CallForm.Meta):
        fields = (
            "stage", "title_ko", "title_en", "summary_ko", "summary_en", "expected_awards", "contact_office",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["stage"].queryset = stages()
        fields["stage"].help_text = _("Another stage does not change what you have set below it.")
        fields["summary_ko"].help_text = _("What residents read first. Say plainly what it is for and who it is for.")
        fields["expected_awards"].help_text = _("For example: 16, or 4 to 6.")
        fields["contact_office"].queryset = Office.objects.filter(active=True).select_related("district")
        fields["contact_office"].help_text = _("Its telephone number and address stand on the call's page.")

    def changes(self) -> dict[str, Any]:
        found = super().changes()
        return found | {"programme": found["stage"].programme} if "stage" in found else found


class AreaForm(CallForm):
    districts = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Districts"), queryset=District.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    villages = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Villages"), queryset=Village.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    class Meta(CallForm.Meta):
        fields = ("area_kind",)
        widgets = {"area_kind": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["districts"].queryset = District.objects.current().order_by("code")
        fields["villages"].queryset = Village.objects.current().select_related("district").order_by("code")
        for name in ("districts", "villages"):
            self.initial[name] = [place.pk for place in getattr(self.instance, name).all()]

    def by_district(self) -> list[tuple[str, list[Any], int]]:
        """The tick boxes of villages, under their districts, with how many of them are ticked."""
        field: Any = self.fields["villages"]
        names = {village.pk: village.district.name for village in field.queryset}
        grouped: dict[str, list[Any]] = {}
        for box in self["villages"]:
            grouped.setdefault(names[int(str(box.data["value"]))], []).append(box)
        return [(name, boxes, sum(box.data["selected"] for box in boxes)) for name, boxes in grouped.items()]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        kind = values.get("area_kind")
        for name, wanted in (("districts", AreaKind.DISTRICTS), ("villages", AreaKind.VILLAGES)):
            if kind == wanted and not values.get(name):
                self.add_error(name, _("Please choose at least one."))
            elif kind != wanted:
                values[name] = []  # ticks of a kind that was not chosen mean nothing
        return values

    def changes(self) -> dict[str, Any]:
        kept = {name: {place.pk for place in getattr(self.instance, name).all()} for name in ("districts", "villages")}
        found = {name: value for name, value in super().changes().items() if name == "area_kind"}
        for name, before in kept.items():
            places = list(self.cleaned_data[name])
            if {place.pk for place in places} != before:
                found[name] = places
        return found


class TermsForm(CallForm):
    legal_forms = SeveralField(label=gettext_lazy("Kinds of group that may ask"), choices=LegalForm.choices)
    themes = SeveralField(
        label=gettext_lazy("Themes"), choices=Theme.choices, required=False,
        help_text=gettext_lazy("None ticked: all of them."),
    )  # fmt: skip

    class Meta(CallForm.Meta):
        fields = (
            "minimum_people", "legal_forms", "themes", "ceiling", "own_share_percent", "agreement", "advice_required",
            "names_hidden", "hour_cap", "hours_a_day", "hours_a_week", "leaders_unpaid", "triage_days", "return_days",
            "objection_days",
        )  # fmt: skip
        widgets = {"agreement": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["minimum_people"].help_text = _("Three or more; family counts as one person.")
        fields["minimum_people"].min_value = 3
        fields["own_share_percent"].help_text = _("0 if the group need not add money of its own.")
        fields["ceiling"].help_text = _("What one group gets at most.")

    def clean_minimum_people(self) -> int:
        count = self.cleaned_data["minimum_people"]
        if not 3 <= count <= 1000:
            raise ValidationError(_("A call may ask for more than three people, never for fewer."))
        return count

    def clean_ceiling(self) -> int:
        return _some_won(self.cleaned_data["ceiling"])


def _some_won(amount: int) -> int:
    if not 1 <= amount <= 10**12:
        raise ValidationError(_("Please give an amount in won between 1 and 1,000,000,000,000."))
    return amount


class DatesForm(CallForm):
    class Meta(CallForm.Meta):
        fields = ("opens_at", "closes_at", "results_ko", "results_en", "project_start", "project_end")
        widgets = {
            "opens_at": MomentInput(), "closes_at": MomentInput(), "project_start": DateInput(),
            "project_end": DateInput(),
        }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["opens_at"].help_text = _("Seoul time. From this second on groups can submit.")
        fields["closes_at"].help_text = _(
            "Seoul time. From this second on nothing more is taken: 18:00:00 means that 17:59:59 is in time."
        )
        fields["results_ko"].help_text = _("As people say it, for example: early March.")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if _before(values.get("closes_at"), values.get("opens_at")):
            self.add_error("closes_at", _("A call must close after it opens."))
        start, end = values.get("project_start"), values.get("project_end")
        if start and end and end < start:
            self.add_error("project_end", _("Projects end after they begin."))
        return values


def _before(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and other is not None and one <= other


class PartsForm(CallForm):
    sections = SeveralField(
        label=gettext_lazy("Parts of the proposal"),
        choices=[each for each in SectionKey.choices if each[0] not in BROUGHT_ALONG],
        help_text=gettext_lazy(
            "The fewer, the better for small money. Group, idea, activities and budget are always asked. Questions,"
            " documents and pledges come along by themselves where you add some."
        ),
    )

    class Meta(CallForm.Meta):
        fields = ("sections",)

    def clean_sections(self) -> list[str]:
        chosen = set(self.cleaned_data["sections"]) | {str(key) for key in CORE_SECTIONS}
        kept = set(self.instance.sections) & {str(key) for key in BROUGHT_ALONG}
        return [str(key) for key in SectionKey if str(key) in chosen | kept]


class ReviewForm(CallForm):
    review_steps = SeveralField(label=gettext_lazy("How proposals are looked at"), choices=ReviewStep.choices)

    class Meta(CallForm.Meta):
        fields = ("review_steps",)


# --- Beginning, copying, publishing, amending --------------------------------------------------------


def stages() -> Any:
    return Stage.objects.filter(active=True, programme__active=True).select_related("programme")


class NewCallForm(forms.Form):
    """A new call, from the stage's defaults."""

    stage = forms.ModelChoiceField(
        label=gettext_lazy("Programme and stage"), queryset=Stage.objects.none(),
        help_text=gettext_lazy("Its amounts, people and rules are filled in; you can change them for this call."),
    )  # fmt: skip
    title_ko = forms.CharField(label=gettext_lazy("Korean title"), max_length=150)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["stage"]
        field.queryset = stages()
        self.helper = FormHelper()
        self.helper.form_tag = False


class CopyForm(forms.Form):
    """A new call out of an old one."""

    title_ko = forms.CharField(label=gettext_lazy("Korean title"), max_length=150)
    title_en = forms.CharField(label=gettext_lazy("English title"), max_length=150, required=False, help_text=ENGLISH)
    years = forms.TypedChoiceField(
        label=gettext_lazy("Dates"), coerce=int, initial=1, widget=forms.RadioSelect,
        choices=((1, gettext_lazy("The same, a year later")), (0, gettext_lazy("Leave all dates empty"))),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False


class PublishForm(StepForm):
    """Publishing. Only a call whose time is over asks whether that is meant."""

    archive = forms.BooleanField(
        label=gettext_lazy("This call is over. Put it into the archive of past calls"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        closes = getattr(self.subject, "closes_at", None)
        if closes is None or closes > timezone.now():
            del self.fields["archive"]


class AmendmentForm(forms.Form):
    """What is announced together with a change of a published call."""

    prefix = "amendment"
    text_ko = forms.CharField(
        label=gettext_lazy("What changes and why, in Korean"), max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "data-keep": ""}),
        help_text=gettext_lazy("Stands on the call's page with today's date, and is sent to every group that began."),
    )  # fmt: skip
    text_en = forms.CharField(
        label=gettext_lazy("The same in English"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-keep": ""}), help_text=ENGLISH,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False


# --- Programmes and stages ---------------------------------------------------------------------------


class ProgrammeForm(forms.ModelForm):
    class Meta:
        model = Programme
        fields = ("code", "name_ko", "name_en", "description_ko", "description_en", "active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["code"].help_text = _("Latin letters, digits and hyphens; never shown to residents.")
        for name in ("description_ko", "description_en"):
            fields[name].widget.attrs |= {"rows": 4, "data-keep": ""}
        self.helper = FormHelper()
        self.helper.form_tag = False


class StageForm(forms.ModelForm):
    class Meta:
        model = Stage
        fields = (
            "kind", "name_ko", "name_en", "minimum_people", "ceiling", "joint_ceiling", "own_share_percent",
            "longest_years", "agreement", "hour_cap", "hours_a_day", "hours_a_week", "leaders_unpaid", "pattern",
            "active",
        )  # fmt: skip
        widgets = {"agreement": forms.RadioSelect}

    clean_minimum_people = TermsForm.clean_minimum_people
    clean_ceiling = TermsForm.clean_ceiling

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["pattern"].queryset = Call.objects.filter(stage=self.instance.pk)
        fields["pattern"].help_text = _("New calls begin with its budget items, questions, points and documents.")
        fields["joint_ceiling"].help_text = _("Where later years share one sum. Leave it empty where they do not.")
        self.helper = FormHelper()
        self.helper.form_tag = False
