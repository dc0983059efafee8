"""What a group enters on the way: receipts and lines of its diary."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.enums import Evidence, Source
from funding.forms.fields import OneFileField, WonField
from funding.models import Activity
from funding.receipts import Kept, keep, kept
from funding.workflow.expense import Receipt
from seoul_portal.files import Accepted
from seoul_portal.templatetags.portal import money
from seoul_portal.widgets import DateInput


class ReceiptForm(forms.Form):
    """One receipt on one short page. A file that was accepted once is kept while the rest is corrected.

    ``lines`` are the budget lines with what is left; ``word`` is asked for only where soft rules speak against it.
    """

    file = OneFileField(label=gettext_lazy("Photograph of the receipt"), required=False)
    kept = forms.CharField(widget=forms.HiddenInput, required=False)
    amount = WonField(label=gettext_lazy("Amount (won)"))
    spent_on = forms.DateField(label=gettext_lazy("Paid on"), widget=DateInput)
    line = forms.TypedChoiceField(label=gettext_lazy("Budget line"), coerce=int)
    payee = forms.CharField(label=gettext_lazy("Paid to"), max_length=100)
    what = forms.CharField(label=gettext_lazy("For what"), max_length=200, required=False)
    evidence = forms.ChoiceField(label=gettext_lazy("Evidence"), choices=Evidence.choices, initial=Evidence.CARD)
    source = forms.ChoiceField(label=gettext_lazy("Paid from"), choices=Source.choices, initial=Source.GRANT)
    word = forms.CharField(label=gettext_lazy("Why is it right all the same?"), max_length=200, required=False)

    def __init__(self, *args: Any, lines: list[Any], user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.lines = user, {line.pk: line for line in lines}
        self.label_suffix = ""
        field: Any = self.fields["line"]
        field.choices = [
            (line.pk, _("%(line)s (%(left)s left)") % {"line": line, "left": money(max(line.left, 0))})
            for line in lines
        ]
        if len(lines) > 1:
            field.choices = [("", _("Please choose")), *field.choices]
        self.fields["spent_on"].initial = timezone.localdate()
        self.doubts: list[str] = []
        self._waiting: Kept | None = None

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("file") is None and values.get("kept"):
            self._waiting = kept(values["kept"], self.user)
            values["file"] = self._waiting.accepted() if self._waiting else None
            if values["file"] is None:
                self.add_error("file", _("Please choose the photograph once more: it waited for too long."))
        return values

    def receipt(self) -> Receipt:
        """What the workflow takes. Only for a valid form."""
        values = self.cleaned_data
        names = ("amount", "spent_on", "payee", "what", "source", "evidence", "word")
        line = self.lines[values["line"]]
        return Receipt(line=line, accepted=values["file"], **{name: values[name] for name in names})

    def keep_file(self) -> None:
        """Put the file aside, so that it need not be chosen again."""
        file: Accepted | None = getattr(self, "cleaned_data", {}).get("file")
        if file is not None and self._waiting is None:
            posted: Any = self.data
            data = posted.copy()
            data["kept"] = keep(file, self.user)
            self.data = data

    def forget_file(self) -> None:
        """The file is where it belongs now."""
        if self._waiting is not None:
            self._waiting.forget()

    @property
    def kept_name(self) -> str:
        """The name of the file that is kept, or nothing."""
        found = kept(self.data.get("kept", ""), self.user) if self.is_bound else None
        return found.name if found else ""


class ActivityForm(forms.ModelForm):
    """A line of the diary."""

    photo = OneFileField(label=gettext_lazy("photograph"), required=False)

    class Meta:
        model = Activity
        fields = ("on", "title", "where", "attendance", "newcomers", "notes", "consented")
        widgets = {"on": DateInput, "notes": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        if self.instance.pk is None:
            self.fields["on"].initial = timezone.localdate()
        for name in ("attendance", "newcomers"):
            self.fields[name].widget.attrs["inputmode"] = "numeric"

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("on") and values["on"] > timezone.localdate():
            self.add_error("on", _("Please choose today or an earlier day."))
        for name in ("attendance", "newcomers"):
            if (values.get(name) or 0) > 100_000:
                self.add_error(name, _("Please look at this number again."))
        if (values.get("newcomers") or 0) > (values.get("attendance") or 0):
            self.add_error("newcomers", _("More people came for the first time than came at all."))
        photo = values.get("photo")
        if photo is not None and not photo.content_type.startswith("image/"):
            self.add_error("photo", _("Please choose a photograph."))
        if photo is not None and not values.get("consented"):
            self.add_error("consented", _("Please ask everybody who can be recognised, or leave the photograph out."))
        return values

    def _post_clean(self) -> None:
        """The workflow writes the row; whole-row checks of the model are said above, beside their fields."""

    def values(self) -> dict[str, Any]:
        """What the workflow takes, but for the photograph."""
        return {name: value for name, value in self.cleaned_data.items() if name != "photo"}

    def clean_attendance(self) -> int:
        return self.cleaned_data["attendance"] or 0

    def clean_newcomers(self) -> int:
        return self.cleaned_data["newcomers"] or 0
