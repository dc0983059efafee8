"""What a person chooses to hear."""

from collections.abc import Iterator
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Fieldset, Layout, Submit
from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from notices import kinds
from notices.enums import Channel
from notices.kinds import Kind
from notices.workflow.telling import WANTED_BY_DEFAULT


class ChannelForm(forms.Form):
    """A box for each group of messages and each channel; what cannot be switched off is said, not offered."""

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        chosen = {(choice.group, choice.channel): choice.wanted for choice in person.channel_choices.all()}
        parts: list[Any] = []
        for group, members in kinds.groups().items():
            names = [self._add(group, channel, members, chosen) for channel in self._channels(members)]
            parts.append(Fieldset(str(kinds.group_label(group)), HTML(_explained(members)), *names))
        self.helper = FormHelper()
        self.helper.layout = Layout(*parts)
        self.helper.add_input(Submit("save", _("Save")))

    @staticmethod
    def _channels(members: list[Kind]) -> Iterator[Channel]:
        if any(kind.optional for kind in members):
            yield Channel.EMAIL
        if any(not kind.secret for kind in members):
            yield Channel.TEXT

    def _add(self, group: str, channel: Channel, members: list[Kind], chosen: dict[tuple[str, str], bool]) -> str:
        name = f"{group}-{channel}"
        without_phone = channel == Channel.TEXT and not self.person.phone
        self.fields[name] = forms.BooleanField(
            label=_("By e-mail") if channel == Channel.EMAIL else _("By text message"),
            required=False,
            disabled=without_phone,
            initial=not without_phone and chosen.get((group, channel), WANTED_BY_DEFAULT[channel]),
            help_text=_("Add a telephone number to your profile first.") if without_phone else "",
        )
        return name

    def choices(self) -> dict[tuple[str, str], bool]:
        """(group, channel) → wanted, for the boxes that could be ticked."""
        found = {}
        for name, field in self.fields.items():
            if not field.disabled:
                group, _dash, channel = name.rpartition("-")
                found[group, channel] = self.cleaned_data[name]
        return found


def _explained(members: list[Kind]) -> str:
    """What belongs to a group, and what of it always comes by e-mail."""
    free = [kind for kind in members if kind.optional]
    fixed = [kind for kind in members if not kind.optional]
    parts = []
    if free:
        parts.append(_list(_("What belongs to this"), free))
    if fixed:
        parts.append(_list(_("Always comes by e-mail, because your rights or your account depend on it"), fixed))
    return "".join(parts)


def _list(title: Any, members: list[Kind]) -> str:
    labels = dict.fromkeys(str(kind.label) for kind in members)
    rows = format_html_join("", "<li>{}</li>", ((label,) for label in labels))
    return format_html('<details class="notice-kinds"><summary>{}</summary><ul>{}</ul></details>', title, rows)
