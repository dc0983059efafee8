"""Booking a talk, and what follows from one."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.forms import StepForm
from groups.models import Group
from proposals.enums import AdviceTopic
from proposals.models import Proposal, Slot
from proposals.queries.hours import free_at, to_choose_from
from seoul_portal.templatetags.portal import day
from villages.models import Office

JUST_ME = "me"
GONE = gettext_lazy("Somebody else has just booked this hour, or it was taken back. Please choose another one.")
CHOOSE_HOUR = gettext_lazy("Please choose an hour.")
TOPICS = [("", gettext_lazy("Please choose")), *AdviceTopic.choices]
LONGEST_TALK = 480


class HourField(forms.ModelChoiceField):
    """Free hours under their days."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Slot.objects.none(), error_messages={"invalid_choice": GONE, "required": CHOOSE_HOUR}, **kwargs
        )

    def offer(self, slots: Any) -> None:
        """Offer ``slots``, in order."""
        self.queryset = slots
        found = list(slots.select_related("adviser__person"))
        days = groupby(found, lambda slot: timezone.localtime(slot.starts_at).date())
        self.choices = [
            ("", _("Please choose")),
            *((strip_tags(day(on)), [(slot.pk, self.label_from_instance(slot)) for slot in here]) for on, here in days),
        ]

    def label_from_instance(self, obj: Slot) -> str:
        starts, ends = timezone.localtime(obj.starts_at), timezone.localtime(obj.ends_at)
        return f"{starts:%H:%M}–{ends:%H:%M} · {obj.get_way_display()} · {obj.adviser.person.name}"


class BookForm(forms.Form):
    """For whom, about what, and when. Without an hour it asks the office for one."""

    whom = forms.ChoiceField(label=gettext_lazy("For whom"))
    topic = forms.ChoiceField(label=gettext_lazy("What is it about?"), choices=TOPICS)
    words = forms.CharField(
        label=gettext_lazy("A few words, so that the adviser can prepare"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-keep": ""}),
        help_text=gettext_lazy("If no hour fits: when could you come?"),
    )  # fmt: skip
    show_draft = forms.BooleanField(
        label=gettext_lazy("Show the draft to the advisers of our village center and district office"),
        required=False,
        help_text=gettext_lazy("They can then read it and comment on it. Without this they see nothing of it."),
    )
    slot = forms.ModelChoiceField(queryset=Slot.objects.none(), required=False, error_messages={"invalid_choice": GONE})

    def __init__(self, *args: Any, office: Office, groups: list[Group], drafts: list[Proposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {f"group-{each.pk}": each for each in groups}
        self.drafts = {f"draft-{each.pk}": each for each in drafts}
        whom: Any = self.fields["whom"]
        whom.choices = [
            *(
                (key, _("%(group)s: “%(draft)s”") % {"group": each.group.name, "draft": each})
                for key, each in self.drafts.items()
            ),
            *((key, each.name) for key, each in self.groups.items()),
            (JUST_ME, _("Only me")),
        ]
        slot: Any = self.fields["slot"]
        slot.queryset = free_at(office).select_related("adviser__person", "office__district")
        if not any(each.shared_at is None and each.state == "draft" for each in drafts):
            del self.fields["show_draft"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def values(self) -> dict[str, Any]:
        """What the workflow gets, but for the hour."""
        values = dict(self.cleaned_data)
        whom = values.pop("whom")
        values.pop("slot")
        draft = self.drafts.get(whom)
        group = draft.group if draft is not None else self.groups.get(whom)
        return {"show_draft": False, **values, "group": group, "proposal": draft}


class ChooseForm(StepForm):
    """Another hour at the same office."""

    slot = HourField(label=gettext_lazy("Hour"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        advice: Any = self.subject
        self.fields["slot"].offer(to_choose_from(advice.office, but=advice.slot_id))  # type: ignore[attr-defined]


class GiveTimeForm(ChooseForm):
    """The office gives an hour out of those on offer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slot"].help_text = _("Is none right? Offer an hour first, then come back to this talk.")


class FollowUpForm(forms.Form):
    slot = HourField(label=gettext_lazy("Hour"))
    topic = forms.ChoiceField(label=gettext_lazy("What is it about?"), choices=AdviceTopic.choices)

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slot"].offer(to_choose_from(office))  # type: ignore[attr-defined]


class TalkFields(forms.Form):
    """What is written down of a talk."""

    minutes = forms.IntegerField(label=gettext_lazy("Length in minutes"), min_value=1, max_value=LONGEST_TALK)
    discussed = forms.MultipleChoiceField(
        label=gettext_lazy("What was discussed"),
        choices=AdviceTopic.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label=gettext_lazy("Note for the group"), max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8, "data-keep": ""}),
        help_text=gettext_lazy("What you advised, and what the group does next. The group owns and reads this note."),
    )  # fmt: skip


class NoteForm(StepForm, TalkFields):
    """The note of a talk that was held; also to correct it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        advice: Any = self.subject
        length = advice.minutes or (advice.slot.minutes if advice.slot else 30)
        self.initial.update(minutes=length, note=advice.note, discussed=advice.discussed or [advice.topic])


class HoldForm(NoteForm):
    """The talk took place; the note may follow later."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        note = self.fields["note"]
        note.required = False
        note.help_text = _("You can leave it for later: then the talk waits under “to be noted”.")
