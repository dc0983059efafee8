"""What everybody is asked who signs up, by e-mail or through Kakao or Naver."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.enums import Purpose
from accounts.models import ConsentText, User
from accounts.queries import texts_in_force
from accounts.validators import no_resident_number
from accounts.workflow import consents

CONSENT = "consent_"


class ConsentFieldsMixin:
    """One checkbox for each of ``texts``; the required ones must be ticked."""

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]
    texts: list[ConsentText]

    def add_consents(self, texts: list[ConsentText]) -> None:
        self.texts = texts
        for text in texts:
            self.fields[f"{CONSENT}{text.pk}"] = forms.BooleanField(
                label=_("I agree (required)") if text.required else _("I agree (optional)"),
                required=text.required,
                error_messages={"required": _("Without this consent we cannot keep an account for you.")},
            )

    def consent_fields(self) -> Iterator[tuple[ConsentText, BoundField]]:
        """Each text with its checkbox, for the template."""
        for text in self.texts:
            yield text, self[f"{CONSENT}{text.pk}"]  # type: ignore[index]

    def plain_fields(self) -> list[BoundField]:
        """The visible fields that are no consents."""
        return [field for field in self.visible_fields() if not field.name.startswith(CONSENT)]  # type: ignore[attr-defined]

    def agreed(self) -> list[ConsentText]:
        """The texts that were ticked."""
        return [text for text in self.texts if self.cleaned_data.get(f"{CONSENT}{text.pk}")]


class SignUpForm(ConsentFieldsMixin, forms.Form):
    """Base of both of allauth's sign-up forms (see ``ACCOUNT_SIGNUP_FORM_CLASS``)."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        validators=[no_resident_number],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("The name by which neighbours and offices know you."),
    )
    grown_up = forms.BooleanField(
        label=_("I am 14 years old or older"),
        error_messages={
            "required": _("Younger people take part through a group and need no account. Please ask a grown-up.")
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A telephone number is asked for later, where somebody wants calls, and its consent with it.
        self.add_consents([text for text in texts_in_force() if text.purpose != Purpose.TELEPHONE])

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth when the account is made, within the transaction of the form."""
        user.name = self.cleaned_data["name"].strip()
        user.language = _language()
        user.save(update_fields=["name", "language"])
        consents.give(user, self.agreed())


def _language() -> str:
    now = (get_language() or "").partition("-")[0]
    return now if now in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
