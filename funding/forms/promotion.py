"""Proposing who moves up from the reserve list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class PromotionForm(forms.Form):
    """The next in line and how much. ``proposal`` is the one that the official saw as the next."""

    proposal = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    amount = forms.IntegerField(label=_("Amount (won)"), min_value=1)
    reason = forms.CharField(
        label=_("Reason, if it is less than asked"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
