"""allauth's forms for second factors in our words."""

from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from accounts.forms.entrance import PlainMixin

CODE = _("Six digits from your authenticator app, or a recovery code")


class OnceMixin:
    """Takes every code once. allauth remembers a used one for one period, but accepts it for three (see TOLERANCE)."""

    user: Any
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        accepted_for = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
        if not cache.add(f"second-factor-used:{self.user.pk}:{code.strip()}", "1", timeout=accepted_for):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(OnceMixin, PlainMixin, base.AuthenticateForm):
    labels = {"code": CODE}


class ReauthenticateForm(OnceMixin, PlainMixin, base.ReauthenticateForm):
    labels = {"code": CODE}


class ActivateTOTPForm(PlainMixin, totp.ActivateTOTPForm):
    labels = {"code": _("Six digits from the app")}


class AddWebAuthnForm(PlainMixin, webauthn.AddWebAuthnForm):
    labels = {
        "name": _("What you call it"),
        "passwordless": _("I want to sign in with it without a password (passkey)"),
    }
    hints = {"passwordless": _("For your own telephone or computer. Leave it empty on a shared one.")}


class EditWebAuthnForm(PlainMixin, webauthn.EditWebAuthnForm):
    labels = {"name": _("What you call it")}
