"""Forms of "my account"."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import FamilyKind, Purpose
from accounts.forms.signup import ConsentFieldsMixin
from accounts.models import ConsentText, CorrectionRequest, User
from accounts.queries import has_consented
from accounts.validators import no_resident_number, phone_number
from casework.forms import StepForm

# Somebody who cannot read the present language must find their own.
OWN_NAMES = [("ko", "한국어"), ("en", "English")]


class DetailsForm(forms.Form):
    """Name, language and telephone number. The number needs a consent of its own."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        validators=[no_resident_number],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=_("Language of pages and messages"), choices=OWN_NAMES, widget=forms.RadioSelect)
    phone = forms.CharField(
        label=_("Telephone number"),
        max_length=20,
        required=False,
        validators=[no_resident_number, phone_number],
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
    )
    telephone_consent = forms.BooleanField(
        label=_("I agree that the number is kept for calls and text messages about my files"), required=False
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"name": person.name, "language": person.language, "phone": person.phone})
        super().__init__(*args, **kwargs)
        self.agreed_before = has_consented(person, Purpose.TELEPHONE)
        if self.agreed_before:
            del self.fields["telephone_consent"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("phone") and not self.agreed_before and not values.get("telephone_consent"):
            self.add_error(
                "telephone_consent", _("To keep a telephone number we need your consent. Or leave the number empty.")
            )
        return values


class NewConsentsForm(ConsentFieldsMixin, forms.Form):
    """Required texts that are newer than what the person agreed to."""

    def __init__(self, *args: Any, texts: list[ConsentText], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_consents(texts)


class DeclareTieForm(forms.Form):
    """Who is family, by e-mail address."""

    address = forms.EmailField(
        label=_("E-mail address of your relative"),
        help_text=_("The address with which they sign in here."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=_("What you are to each other"), choices=FamilyKind.choices, widget=forms.RadioSelect
    )


class CorrectionForm(forms.ModelForm):
    class Meta:
        model = CorrectionRequest
        fields = ("text",)
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}
        help_texts = {
            "text": _(
                "For example: “My name is written wrongly in the member list of 2026.” "
                "No resident registration number, please."
            )
        }


class AnswerForm(StepForm):
    """What the person who asked for a correction will read."""

    answer = forms.CharField(
        label=_("Your answer"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        validators=[no_resident_number],
        help_text=_("Say what was corrected, or why it stays as it is."),
    )


class CloseForm(forms.Form):
    understood = forms.BooleanField(
        label=_("I have read what is destroyed and what is kept. This cannot be undone."),
        error_messages={"required": _("Please tick this box if you want to close the account.")},
    )
