"""Writing on the board, minutes and diary."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groups.models import DiaryEntry, Group, Membership, Minutes
from seoul_portal.files import FilesField
from seoul_portal.widgets import DateInput


def _long(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "data-keep": ""})


class PostForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Write to the others"), max_length=4000, widget=_long(4),
        help_text=gettext_lazy("Only members read this, nobody else."),
    )  # fmt: skip
    files = FilesField(  # type: ignore[assignment]  # fields leave the class, so nothing clashes with the form's files
        label=gettext_lazy("Files"), required=False,
        help_text=gettext_lazy(
            "Up to 5 files of 10 MB: PDF, HWP, HWPX, DOCX, XLSX, JPEG, PNG, HEIC. "
            "Where a photograph was taken is removed from it."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("write", gettext_lazy("Post")))


class PeopleField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.user)


class RecordForm(forms.ModelForm):
    """What minutes and diary have in common: a day that has come, and the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1, initial=1)

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        self.group = group
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.fields["on"].initial = timezone.localdate()
        self.fields["version"].initial = self.instance.version
        self.helper = FormHelper()
        self.helper.layout = self.layout()
        self.helper.add_input(Submit("save", gettext_lazy("Save")))

    def layout(self) -> Layout:
        raise NotImplementedError

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise ValidationError(_("Please choose today or an earlier day."))
        return day

    def values(self) -> dict[str, Any]:
        """What the workflow gets, but for the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class MinutesForm(RecordForm):
    present = PeopleField(
        label=gettext_lazy("Who was there?"), queryset=Membership.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    class Meta:
        model = Minutes
        fields = ("on", "place", "present", "others", "decisions", "next_steps", "next_on")
        widgets = {"on": DateInput, "next_on": DateInput, "decisions": _long(8), "next_steps": _long(4)}
        labels = {
            "on": gettext_lazy("Day of the meeting"),
            "others": gettext_lazy("How many others were there?"),
            "decisions": gettext_lazy("What did you decide?"),
            "next_steps": gettext_lazy("Who does what next?"),
            "next_on": gettext_lazy("Next meeting on"),
        }
        help_texts = {"next_on": gettext_lazy("It appears in the group's calendar.")}

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, group=group, **kwargs)
        people = Membership.objects.active().filter(group=group)
        if self.instance.pk:
            # Whoever was there and has left the group since was there all the same.
            people = (people | self.instance.present.all()).distinct()
        field: Any = self.fields["present"]
        field.queryset = people.select_related("user").order_by("joined_at", "pk")

    def layout(self) -> Layout:
        when = Div("on", "place", css_class="p-row")
        return Layout("version", when, "present", "others", "decisions", "next_steps", "next_on")


class DiaryForm(RecordForm):
    class Meta:
        model = DiaryEntry
        fields = ("on", "place", "what", "attendance", "new_people")
        widgets = {"on": DateInput, "what": _long(6)}
        labels = {"on": gettext_lazy("Day")}
        help_texts = {
            "attendance": gettext_lazy("Everybody, members included."),
            "new_people": gettext_lazy("Count each person once, on the day they first came."),
        }

    def layout(self) -> Layout:
        return Layout("version", Div("on", "place", css_class="p-row"), "what", "attendance", "new_people")
