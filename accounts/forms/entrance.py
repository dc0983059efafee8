"""allauth's forms in our words. Labels stand above the fields, so placeholders go."""

from typing import Any

from allauth.account import forms as account
from allauth.socialaccount import forms as social
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class PlainMixin:
    """Takes placeholders out and puts ``labels`` and ``hints`` in."""

    labels: dict[str, Any] = {}
    hints: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, field.help_text)


NEW_PASSWORD = _("At least 10 characters. Not a common word, not only digits, not your name or address.")
EMAIL = _("E-mail address")
PASSWORD = _("Password")
AGAIN = _("Password, once more")


class LoginForm(PlainMixin, account.LoginForm):
    labels = {"login": EMAIL, "password": PASSWORD}
    hints = {"password": ""}


class SignupForm(PlainMixin, account.SignupForm):
    labels = {"email": EMAIL, "password1": PASSWORD}
    hints = {"email": _("We send a link there to confirm it."), "password1": NEW_PASSWORD}
    field_order = ("name", "email", "password1", "grown_up")

    @transaction.atomic
    def save(self, request: HttpRequest) -> User:
        """The account and its consents: all or nothing."""
        return super().save(request)

    def try_save(self, request: HttpRequest) -> Any:
        """For an address that has an account, the work of hashing is done as well: time must not tell of it."""
        if self.account_already_exists:
            User().set_password(self.cleaned_data["password1"])
        return super().try_save(request)


class SocialSignupForm(PlainMixin, social.SignupForm):
    labels = {"email": EMAIL}
    hints = {"email": _("We send a link there to confirm it.")}
    field_order = ("name", "email", "grown_up")

    @transaction.atomic
    def save(self, request: HttpRequest) -> User:
        return super().save(request)


class ResetPasswordForm(PlainMixin, account.ResetPasswordForm):
    labels = {"email": EMAIL}


class ResetPasswordKeyForm(PlainMixin, account.ResetPasswordKeyForm):
    labels = {"password1": _("New password"), "password2": _("New password, once more")}
    hints = {"password1": NEW_PASSWORD}


class ChangePasswordForm(PlainMixin, account.ChangePasswordForm):
    labels = {
        "oldpassword": _("Present password"),
        "password1": _("New password"),
        "password2": _("New password, once more"),
    }
    hints = {"password1": NEW_PASSWORD}


class SetPasswordForm(PlainMixin, account.SetPasswordForm):
    labels = {"password1": PASSWORD, "password2": AGAIN}
    hints = {"password1": NEW_PASSWORD}


class AddEmailForm(PlainMixin, account.AddEmailForm):
    labels = {"email": _("New e-mail address")}
    hints = {"email": _("We send a link there. The address changes when you confirm it.")}


class ReauthenticateForm(PlainMixin, account.ReauthenticateForm):
    labels = {"password": PASSWORD}
