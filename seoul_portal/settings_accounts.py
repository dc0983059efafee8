"""django-allauth's settings: how people sign up, in and out. Read by ``seoul_portal.settings``."""

import os

_PRODUCTION_LIKE = os.environ.get("PORTAL_DEMONSTRATION", "0") in {"", "0"} and "PORTAL_TEST" not in os.environ

# --- Signing up and in: an e-mail address and a password, nothing else -------------------------------

ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.signup.SignUpForm"
ACCOUNT_FORMS = {
    "login": "accounts.forms.entrance.LoginForm",
    "signup": "accounts.forms.entrance.SignupForm",
    "reset_password": "accounts.forms.entrance.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.entrance.ResetPasswordKeyForm",
    "change_password": "accounts.forms.entrance.ChangePasswordForm",
    "set_password": "accounts.forms.entrance.SetPasswordForm",
    "add_email": "accounts.forms.entrance.AddEmailForm",
    "reauthenticate": "accounts.forms.entrance.ReauthenticateForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# Mail scanners open links: an address is confirmed by a button, never by opening the page.
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
# Idle sign-out rules the length of a session; a shared computer must not remember anybody.
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if _PRODUCTION_LIKE else "http"
ACCOUNT_RATE_LIMITS = {
    # Five wrong passwords lock an address for a quarter of an hour, whether or not it has an account. The limit
    # per machine is wider: a whole village center may stand behind one.
    "login_failed": "5/15m/key,50/15m/ip",
    "login": "60/m/ip",
    "signup": "20/m/ip",
    "reset_password": "20/m/ip,5/15m/key",
    "confirm_email": "1/1m/key",
}
# How many proxies of ours stand in front; the address of a visitor is read from behind them.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXIES", "0"))

# --- Second factor -----------------------------------------------------------------------------------

MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "accounts.forms.second_factor.AuthenticateForm",
    "reauthenticate": "accounts.forms.second_factor.ReauthenticateForm",
    "activate_totp": "accounts.forms.second_factor.ActivateTOTPForm",
    "add_webauthn": "accounts.forms.second_factor.AddWebAuthnForm",
    "edit_webauthn": "accounts.forms.second_factor.EditWebAuthnForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_ISSUER = "Three Citizens"
# One step either way: people type slowly and clocks of telephones differ.
MFA_TOTP_TOLERANCE = 1
# Browsers offer passkeys on http only for localhost.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _PRODUCTION_LIKE
# Nobody is signed in before their address is confirmed, so a change of address may be pending beside a second factor.
MFA_ALLOW_UNVERIFIED_EMAIL = True

USERSESSIONS_TRACK_ACTIVITY = False

# --- Kakao and Naver: switched on by their keys --------------------------------------------------------

SOCIALACCOUNT_ADAPTER = "accounts.adapters.SocialAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False  # consents are asked of everybody
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_FORMS = {"signup": "accounts.forms.entrance.SocialSignupForm"}
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_QUERY_EMAIL = True
SOCIALACCOUNT_PROVIDERS = {
    name: {
        "APPS": [{"client_id": os.environ[f"{name.upper()}_CLIENT_ID"], "secret": os.environ[f"{name.upper()}_SECRET"]}]
    }
    for name in ("kakao", "naver")
    if os.environ.get(f"{name.upper()}_CLIENT_ID") and os.environ.get(f"{name.upper()}_SECRET")
}
