"""Rows of a call on one page: added, changed, moved and removed by plain buttons, and saved together."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet, inlineformset_factory
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.enums import QuestionKind, SectionKey
from proposals.forms.calls import ENGLISH, MomentInput
from proposals.models import Briefing, BudgetItem, Call, Criterion, DocumentRequirement, Pledge, Question
from proposals.queries.calls import FULL_POINTS
from seoul_portal.files import DOCX, HWP, HWPX, JPEG, PDF, PNG, XLSX

MOST_ROWS = 60
MOST_CHOICES = 30
FILE_TYPES = [(kind.suffixes[0], kind.suffixes[0].upper()) for kind in (PDF, HWP, HWPX, DOCX, XLSX, JPEG, PNG)]
# Parts to which a call may add questions of its own: those that show fields under each other.
_ASKABLE = [key for key in SectionKey if key not in (SectionKey.BUDGET, SectionKey.DOCUMENTS, SectionKey.PLEDGES)]


class RowForm(forms.ModelForm):
    """One row. Its place among the others is the formset's ORDER."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name.endswith("_en"):
                field.help_text = ENGLISH

    @property
    def row_index(self) -> int:
        """Its number in the form's data, whatever its place."""
        return int(str(self.prefix).rpartition("-")[2])


class LinesField(forms.CharField):
    """A list, one entry a line; empty lines and doubles do not count."""

    widget = forms.Textarea(attrs={"rows": 4, "data-keep": ""})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = [" ".join(line.split()) for line in (super().to_python(value) or "").splitlines()]
        return list(dict.fromkeys(line for line in lines if line))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(data) != list(initial or [])

    def validate(self, value: Any) -> None:
        super().validate(value)
        if len(value) > MOST_CHOICES:
            raise ValidationError(_("Please give at most %d choices.") % MOST_CHOICES)
        if any(len(line) > 100 for line in value):
            raise ValidationError(_("A choice has at most 100 characters."))

    def run_validators(self, value: Any) -> None:
        """Those of a text do not fit a list."""


class BudgetItemForm(RowForm):
    class Meta:
        model = BudgetItem
        fields = ("item", "cap", "cap_percent", "note_ko", "note_en")


class CriterionForm(RowForm):
    class Meta:
        model = Criterion
        fields = ("name_ko", "name_en", "points", "description_ko", "description_en")


class QuestionForm(RowForm):
    choices_ko = LinesField(
        label=gettext_lazy("Choices in Korean"), required=False,
        help_text=gettext_lazy("One a line; only where one chooses."),
    )  # fmt: skip
    choices_en = LinesField(
        label=gettext_lazy("Choices in English"), required=False,
        help_text=gettext_lazy("In the same order. May stay empty."),
    )  # fmt: skip

    class Meta:
        model = Question
        fields = (
            "label_ko", "label_en", "kind", "required", "section", "limit", "choices_ko", "choices_en", "help_ko",
            "help_en",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        section: Any = self.fields["section"]
        section.choices = [(key.value, key.label) for key in _ASKABLE]
        self.fields["limit"].help_text = _("Only for texts. Empty: the usual length.")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        chosen = values.get("kind") in (QuestionKind.CHOICE, QuestionKind.SEVERAL)
        if chosen and len(values.get("choices_ko") or []) < 2 and "choices_ko" not in self.errors:
            self.add_error("choices_ko", _("Please give at least two choices."))
        if not chosen:
            values |= {"choices_ko": [], "choices_en": []}
        if values.get("kind") not in (QuestionKind.SHORT, QuestionKind.LONG):
            values["limit"] = None
        elif values.get("limit") == 0:
            self.add_error("limit", _("Please leave some room for an answer."))
        return values


class DocumentForm(RowForm):
    types = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds of file"), choices=FILE_TYPES, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: all of them."),
    )  # fmt: skip

    class Meta:
        model = DocumentRequirement
        fields = ("name_ko", "name_en", "required", "types", "largest_mb", "help_ko", "help_en")


class PledgeForm(RowForm):
    class Meta:
        model = Pledge
        fields = ("text_ko", "text_en")


class BriefingForm(RowForm):
    class Meta:
        model = Briefing
        fields = ("at", "place_ko", "place_en", "link")
        widgets = {"at": MomentInput}

    link = forms.URLField(
        label=gettext_lazy("Address to join online"), required=False, assume_scheme="https", max_length=200
    )


class RowFormSet(BaseInlineFormSet):
    """Rows of a call. ``do`` is the button that was pressed: save, add, or up and down with the row's number."""

    ordering_widget = forms.HiddenInput

    def __init__(self, data: QueryDict | None = None, *args: Any, do: str = "", **kwargs: Any) -> None:
        self.do = do
        if data is not None and do:
            data = self._after(data.copy(), kwargs["prefix"])
        super().__init__(data, *args, **kwargs)
        if do:
            self._quiet()

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["ORDER"].initial = (index or 0) + 1
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Remove this when saving")

    @property
    def arranged(self) -> list[Any]:
        """The rows in the order in which they will stand."""
        return sorted(self.forms, key=lambda form: (_number(form["ORDER"].value()), form.row_index))

    @property
    def next_prefix(self) -> str:
        """Where a row that is added will stand, for the page to scroll to."""
        return self.add_prefix(len(self.forms))

    def save_rows(self, call: Call) -> None:
        """Save what changed, numbering the rows anew. Deleting comes first: a removed item may be added again."""
        for form in self.deleted_forms:
            if form.instance.pk:
                form.instance.delete()
        kept = [form for form in self.arranged if form not in self.deleted_forms and not self._is_empty(form)]
        for position, form in enumerate(kept, 1):
            row = form.instance
            if form.has_changed() or row.position != position or not row.pk:
                row.call, row.position = call, position
                if isinstance(row, Question) and not row.key:
                    row.key = _next_key(call)
                row.save()

    @property
    def differs(self) -> bool:
        """Whether saving would change anything."""
        kept = [form for form in self.arranged if form not in self.deleted_forms and not self._is_empty(form)]
        moved = any(form.instance.position != position for position, form in enumerate(kept, 1))
        return moved or bool(self.deleted_forms) or any(set(form.changed_data) - {"ORDER"} for form in kept)

    @staticmethod
    def _is_empty(form: Any) -> bool:
        """An added row in which nothing was written."""
        return not form.instance.pk and not set(form.changed_data) - {"ORDER"}

    def _after(self, data: QueryDict, prefix: str) -> QueryDict:
        """``data`` after the button: one row more, or two rows that changed places. Nothing is saved by it."""
        total = min(_number(data.get(f"{prefix}-TOTAL_FORMS")), MOST_ROWS)
        verb, _dash, number = self.do.partition("-")
        places = sorted(range(total), key=lambda row: (_number(data.get(f"{prefix}-{row}-ORDER")), row))
        if verb == "add" and total < MOST_ROWS:
            data[f"{prefix}-{total}-ORDER"] = str(MOST_ROWS + total)
            data[f"{prefix}-TOTAL_FORMS"] = str(total + 1)
            self._begin_row(data, f"{prefix}-{total}")
            places.append(total)
        elif verb in ("up", "down") and _number(number, -1) in places:
            row = _number(number)
            here = places.index(row)
            there = here + (-1 if verb == "up" else 1)
            if 0 <= there < total:
                places[here], places[there] = places[there], places[here]
        for position, row in enumerate(places, 1):
            data[f"{prefix}-{row}-ORDER"] = str(position)
        return data

    def _begin_row(self, data: QueryDict, prefix: str) -> None:
        """What a new row has chosen already."""
        for field in self.form(prefix=prefix):
            value = field.value()
            if value not in (None, "", False):
                listed = value if isinstance(value, list | tuple) else [value]
                data.setlist(field.html_name, ["on" if each is True else str(each) for each in listed])

    def _quiet(self) -> None:
        """A row that is still being written is not wrong yet."""
        self._errors, self._non_form_errors = [ErrorDict() for _form in self.forms], self.error_class()
        for form in self.forms:
            form._errors = ErrorDict()  # type: ignore[attr-defined]  # Django's own; the stubs leave it out


class BudgetItemFormSet(RowFormSet):
    def clean(self) -> None:
        super().clean()
        seen: set[str] = set()
        for form in self.arranged:
            item = getattr(form, "cleaned_data", {}).get("item")
            if not item or form in self.deleted_forms:
                continue
            if item in seen:
                form.add_error("item", _("This item is in the list already."))
            seen.add(item)

    def get_unique_error_message(self, unique_check: Any) -> str:
        return _("This item is in the list already.")


class CriterionFormSet(RowFormSet):
    @property
    def total(self) -> str:
        """The sum of points as they stand in the form."""
        rows = [form for form in self.forms if not form["DELETE"].value()]
        points = sum(_number(form["points"].value()) for form in rows)
        return _("%(points)d of %(full)d points") % {"points": points, "full": FULL_POINTS}


def _rows(model: Any, form: type[RowForm], formset: type[RowFormSet] = RowFormSet) -> type[RowFormSet]:
    return inlineformset_factory(
        Call, model, form=form, formset=formset, extra=0, can_order=True, can_delete=True, max_num=MOST_ROWS,
        absolute_max=MOST_ROWS + 1, validate_max=True,
    )  # type: ignore[return-value]  # fmt: skip


BudgetItems = _rows(BudgetItem, BudgetItemForm, BudgetItemFormSet)
Criteria = _rows(Criterion, CriterionForm, CriterionFormSet)
Questions = _rows(Question, QuestionForm)
Documents = _rows(DocumentRequirement, DocumentForm)
Pledges = _rows(Pledge, PledgeForm)
Briefings = _rows(Briefing, BriefingForm)


def _number(text: Any, otherwise: int = 0) -> int:
    text = str(text or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def _next_key(call: Call) -> str:
    """A key that no question of this call ever had: answers are stored under it."""
    used = [_number(key.removeprefix("q")) for key in call.questions.values_list("key", flat=True)]
    return f"q{max(used, default=0) + 1}"
