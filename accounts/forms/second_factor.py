"""allauth's forms for second factors in our words."""

from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.utils.translation import gettext_lazy as _

from accounts.forms.entrance import PlainMixin

CODE = _("Six digits from your authenticator app, or a recovery code")


class AuthenticateForm(PlainMixin, base.AuthenticateForm):
    labels = {"code": CODE}


class ReauthenticateForm(PlainMixin, base.ReauthenticateForm):
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
