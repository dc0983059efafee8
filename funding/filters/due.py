"""Narrowing the list of what is due."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.filters.common import LONGEST_QUERY
from funding.queries import due_list
from funding.queries.obligations import GROUPS, OFFICES
from notices import deadlines
from villages.models import Office
from villages.queries import district_choices

WHEN = [
    ("month", _("This month, and late")),
    ("late", _("Late")),
    ("week", _("In the next seven days")),
    ("next", _("In the next sixty days, and late")),
    ("all", _("All")),
]
WHO = [("", _("Everybody")), ("group", _("The group")), ("office", _("An office"))]


class DueForm(forms.Form):
    """What of everything that is due is looked at."""

    when = forms.ChoiceField(label=_("When it is due"), choices=WHEN, required=False)
    who = forms.ChoiceField(label=_("Who acts"), choices=WHO, required=False)
    kind = forms.ChoiceField(label=_("What is due"), required=False)
    district = forms.ChoiceField(label=_("District"), required=False)
    office = forms.ChoiceField(label=_("Office"), required=False)
    q = forms.CharField(label=_("Words or number"), required=False, max_length=LONGEST_QUERY)
    moved = forms.BooleanField(label=_("Moved only"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        everything: tuple[str, Any] = ("", _("All"))
        fields: Any = self.fields
        fields["kind"].choices = [everything, *((name, deadlines.get(name).label) for name in due_list.RANKS)]
        fields["district"].choices = [everything, *district_choices()]
        fields["office"].choices = [everything, *self._offices()]

    def _offices(self) -> list[tuple[str, str]]:
        """Of the district that is chosen: four hundred at once would help nobody."""
        district = self.data.get("district", "")
        if not district.isascii() or not district.isdigit() or len(district) > 9:
            return []
        found = Office.objects.filter(active=True, district=district).order_by("kind", "name_ko")
        return [(str(office.pk), str(office)) for office in found]

    def choice(self) -> due_list.Choice:
        """As the list understands it; what cannot be read is left out."""
        self.is_valid()
        said: dict[str, Any] = self.cleaned_data
        today = timezone.localdate()
        names = {"group": GROUPS, "office": OFFICES}.get(said.get("who") or "", due_list.RANKS)
        if kind := said.get("kind"):
            names = tuple(name for name in names if name == kind)
        first, last = {
            "late": (None, today - timedelta(days=1)),
            "week": (today, today + timedelta(days=7)),
            "next": (None, today + timedelta(days=60)),
            "all": (None, None),
        }.get(said.get("when") or "", (None, _end_of_month(today)))
        return due_list.Choice(
            names=names,
            first=first,
            last=last,
            district=int(said.get("district") or 0) or None,
            office=int(said.get("office") or 0) or None,
            words=said.get("q") or "",
            moved=bool(said.get("moved")),
        )


def _end_of_month(day: Any) -> Any:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
