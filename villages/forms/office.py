"""An office's contact and hours, kept by those who work there."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.forms import inlineformset_factory

from villages.models import Office, OpeningHours, SpecialDay


class OfficeForm(forms.ModelForm):
    class Meta:
        model = Office
        fields = ("phone", "email", "address_ko", "address_en", "directions_ko", "directions_en")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False


class _TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%H:%M", **kwargs)


class _DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


# Django would draw up to two thousand lines for whoever writes that number into the page, at a second per hundred.
MOST_HOURS, MOST_SPECIAL_DAYS = 42, 200

HoursFormSet = inlineformset_factory(
    Office,
    OpeningHours,
    fields=("weekday", "opens", "closes"),
    widgets={"opens": _TimeInput(), "closes": _TimeInput()},
    extra=2,
    max_num=MOST_HOURS,
    absolute_max=MOST_HOURS + 1,
    validate_max=True,
)
SpecialDayFormSet = inlineformset_factory(
    Office,
    SpecialDay,
    fields=("day", "opens", "closes", "reason_ko", "reason_en"),
    widgets={"day": _DateInput(), "opens": _TimeInput(), "closes": _TimeInput()},
    extra=1,
    max_num=MOST_SPECIAL_DAYS,
    absolute_max=MOST_SPECIAL_DAYS + 1,
    validate_max=True,
)
