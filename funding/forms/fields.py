"""Fields that take what people type and photograph."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from seoul_portal.files import Accepted, accept

MOST_WON = 10**10
PICTURES = "image/*,.heic,.pdf"


class WonField(forms.IntegerField):
    """Whole won, as people write them: 12000, 12,000 or 12,000원."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def __init__(self, *, min_value: int = 1, max_value: int = MOST_WON, **kwargs: Any) -> None:
        super().__init__(min_value=min_value, max_value=max_value, **kwargs)

    def to_python(self, value: Any) -> int | None:
        plain = "".join(str(value or "").split()).replace(",", "").removesuffix("원").removeprefix("₩")
        if plain and not (plain.isascii() and plain.isdigit()):
            raise ValidationError(_("Please write the amount in figures, for example 12,000."))
        return super().to_python(plain)

    def widget_attrs(self, widget: Any) -> dict[str, Any]:
        return {}


class OneFileField(forms.FileField):
    """One file; cleans to ``Accepted``, or to nothing where none was chosen."""

    widget = forms.FileInput(attrs={"accept": PICTURES})

    def clean(self, data: Any, initial: Any = None) -> Accepted | None:
        upload = super().clean(data, initial)
        return accept(upload) if upload else None
