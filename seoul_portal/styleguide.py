"""Samples for the style guide: one form with every kind of field, in every state, and made-up content."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row, Submit
from django import forms
from django.core.paginator import Page, Paginator
from django.utils.translation import gettext_lazy as _

from seoul_portal.widgets import DateInput, TimeInput

THEMES = [
    ("care", _("Care")),
    ("education", _("Education")),
    ("culture", _("Culture")),
    ("environment", _("Environment and energy")),
]


class EveryField(forms.Form):
    """Each kind of field a page of the portal may use."""

    name = forms.CharField(label=_("Name of the group"), help_text=_("As your neighbors will read it."), max_length=40)
    email = forms.EmailField(label=_("E-mail address"))
    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput, help_text=_("At least ten characters."), required=False
    )
    amount = forms.IntegerField(label=_("Amount in won"), min_value=0, max_value=1_000_000)
    starts_on = forms.DateField(label=_("First day"), widget=DateInput)
    opens_at = forms.TimeField(label=_("Opens at"), widget=TimeInput, required=False)
    plan = forms.CharField(
        label=_("What you want to do"), widget=forms.Textarea(attrs={"rows": 5}), help_text=_("Three sentences do.")
    )
    theme = forms.ChoiceField(label=_("Theme"), choices=[("", _("Please choose")), *THEMES])
    partners = forms.MultipleChoiceField(label=_("Partners"), choices=THEMES, required=False)
    place = forms.ChoiceField(
        label=_("Where you meet"),
        choices=[("public", _("A public place")), ("home", _("Somebody's home")), ("open", _("Outdoors"))],
        widget=forms.RadioSelect,
        help_text=_("It can change later."),
    )
    days = forms.MultipleChoiceField(
        label=_("Days"),
        choices=[("week", _("Weekdays")), ("saturday", _("Saturday")), ("sunday", _("Sunday"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    photo = forms.FileField(label=_("Photo"), help_text=_("JPEG or PNG, up to 5 MB."), required=False)
    agreed = forms.BooleanField(label=_("We run this group ourselves, independent of government"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            Fieldset(_("The group"), "name", Row(Column("email"), Column("password"))),
            Fieldset(_("The plan"), Row("amount", "starts_on", "opens_at"), "plan", "theme", "partners"),
            Fieldset(_("Meetings"), "place", "days", "photo", "agreed"),
        )
        self.helper.add_input(Submit("save", _("Save")))


class BudgetLine(forms.Form):
    """One row of a formset."""

    item = forms.CharField(label=_("Item"))
    amount = forms.IntegerField(label=_("Amount in won"), min_value=0)
    own = forms.BooleanField(label=_("Own contribution"), required=False)


FILLED: dict[str, Any] = {
    "name": "골목 텃밭 모임",
    "email": "garden@example.org",
    "password": "",
    "amount": 850_000,
    "starts_on": date(2026, 3, 14),
    "opens_at": "18:30",
    "plan": "빈 골목 화단 세 곳을 이웃과 함께 가꿉니다.\n토요일마다 물을 주고, 거둔 채소는 나눕니다.",
    "theme": "environment",
    "partners": ["care", "culture"],
    "place": "open",
    "days": ["saturday"],
    "agreed": True,
}
WRONG: dict[str, Any] = {**FILLED, "name": "", "email": "garden@", "amount": "2000000", "starts_on": "", "plan": ""}
WRONG |= {"theme": "", "partners": ["parking"], "place": "", "days": ["monday"], "agreed": ""}


def samples() -> dict[str, Any]:
    """Everything the style guide prints that is not plain markup."""
    lines = forms.formset_factory(BudgetLine, extra=1)
    wrong = {"b-TOTAL_FORMS": "2", "b-INITIAL_FORMS": "0", "b-0-item": "모종", "b-0-amount": "120000", "b-1-item": "흙"}
    return {
        "states": [
            (_("Empty, with hints"), EveryField(prefix="empty")),
            (_("Filled"), EveryField(prefix="filled", initial=FILLED)),
            (_("With errors"), EveryField({f"error-{key}": value for key, value in WRONG.items()}, prefix="error")),
            (_("Disabled"), _each(EveryField(prefix="disabled", initial=FILLED), _disable)),
            (_("Read-only"), _each(EveryField(prefix="readonly", initial=FILLED), _make_read_only)),
        ],
        "formset": lines(wrong, prefix="b"),
        "table_formset": lines(initial=[{"item": "모종", "amount": 120_000}], prefix="t"),
        "table_helper": _table_helper(),
        "page": _page(),
        "facts": [(_("Group"), "골목 텃밭 모임"), (_("Village"), "성수1가1동"), (_("Formed on"), date(2026, 3, 2))],
        "won": 1_000_000,
        "day": date(2026, 3, 14),
        "moment": datetime(2026, 3, 14, 9, 30, tzinfo=UTC),
        "tones": ["primary", "gray", "success", "warning", "danger", "information"],
        "icons": ["sch", "calendar", "call", "email", "file", "down", "print", "help", "setting", "share", "my"],
    }


def _each(form: EveryField, change: Callable[[forms.Field], None]) -> EveryField:
    for field in form.fields.values():
        change(field)
    return form


def _disable(field: forms.Field) -> None:
    field.disabled = True


def _make_read_only(field: forms.Field) -> None:
    # HTML knows read-only for boxes of text alone; a choice that may not change is disabled.
    if isinstance(field.widget, forms.widgets.Input | forms.Textarea) and not isinstance(
        field.widget, forms.CheckboxInput | forms.FileInput
    ):
        field.widget.attrs["readonly"] = True
    else:
        field.disabled = True


def _table_helper() -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.template = "krds/table_inline_formset.html"
    return helper


def _page() -> Page:
    return Paginator(range(240), 10).page(7)
