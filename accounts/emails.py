"""The kinds of messages that tell people about their own account."""

from django.utils.translation import gettext_lazy as _

from notices.kinds import Kind, register

# allauth's mails by the names of its templates. All of them are sent by e-mail only, and none is kept to be read
# again: most hold a link that opens the account.
ACCOUNT_MAILS = {
    "account/email/email_confirmation_signup": ("account-confirm-signup", _("Confirm your e-mail address"), True),
    "account/email/email_confirmation": ("account-confirm-address", _("Confirm your new e-mail address"), True),
    "account/email/account_already_exists": ("account-exists", _("You have an account already"), False),
    "account/email/unknown_account": ("account-unknown", _("There is no account for this address"), False),
    "account/email/password_reset_key": ("account-password-reset", _("Choose a new password"), True),
    "account/email/password_changed": ("account-password-changed", _("Your password was changed"), False),
    "account/email/password_reset": ("account-password-was-reset", _("Your password was changed"), False),
    "account/email/password_set": ("account-password-set", _("A password was set"), False),
    "account/email/email_changed": ("account-email-changed", _("Your e-mail address was changed"), False),
    "account/email/email_confirm": ("account-email-confirmed", _("Your e-mail address was confirmed"), False),
    "account/email/email_deleted": ("account-email-removed", _("An e-mail address was removed"), False),
    "mfa/email/totp_activated": ("account-totp-added", _("Authenticator app added"), False),
    "mfa/email/totp_deactivated": ("account-totp-removed", _("Authenticator app removed"), False),
    "mfa/email/webauthn_added": ("account-passkey-added", _("Passkey added"), False),
    "mfa/email/webauthn_removed": ("account-passkey-removed", _("Passkey removed"), False),
    "mfa/email/recovery_codes_generated": ("account-recovery-codes", _("New recovery codes were made"), False),
    "socialaccount/email/account_connected": ("account-social-added", _("A way to sign in was added"), False),
    "socialaccount/email/account_disconnected": ("account-social-removed", _("A way to sign in was removed"), False),
}

FAMILY_DECLARED = "family-declared"
FAMILY_CONFIRMED = "family-confirmed"
FAMILY_REFUSED = "family-refused"
FAMILY_ENDED = "family-ended"
CORRECTION_ASKED = "correction-asked"
CORRECTION_ANSWERED = "correction-answered"
ACCOUNT_CLOSED = "account-closed"


def register_kinds() -> None:
    """Tell ``notices`` about the kinds; called once, when the app is ready."""
    for name, label, action in ACCOUNT_MAILS.values():
        register(Kind(name, label, action=action, optional=False, secret=True, app="accounts", group="account"))
    for name, label, action in (
        (FAMILY_DECLARED, _("Somebody says that you are family"), True),
        (FAMILY_CONFIRMED, _("A family tie was confirmed"), False),
        (FAMILY_REFUSED, _("A family tie was not confirmed"), False),
        (FAMILY_ENDED, _("A family tie was ended"), False),
        (CORRECTION_ASKED, _("A person asks for a correction of their data"), True),
        (CORRECTION_ANSWERED, _("Your request for a correction was answered"), False),
    ):
        register(Kind(name, label, action=action, optional=False, app="accounts", group="account"))
    register(
        Kind(
            ACCOUNT_CLOSED,
            _("Your account was closed"),
            action=False,
            optional=False,
            secret=True,
            app="accounts",
            group="account",
        )
    )
