"""What happens in accounts on the tour of every page."""

from django.contrib.auth.tokens import default_token_generator


def happen(ask) -> dict:
    """Consents given, a correction asked for, family declared, an address unconfirmed, a passkey and recovery codes."""
    from allauth.account.models import EmailAddress
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    from accounts.workflow import consents, corrections, family

    jiwoo, seoyeon = ask("jiwoo"), ask("seoyeon")
    consents.give(jiwoo, _texts())
    RecoveryCodes.activate(jiwoo)
    family.declare(seoyeon, jiwoo.email, "sibling")
    family.declare(jiwoo, ask("minjun").email, "spouse")
    return {
        "correction": corrections.ask(jiwoo, "이름에 오타가 있습니다. 김지우가 맞습니다."),
        "unverified": EmailAddress.objects.create(user=ask("outsider"), email="new@example.kr"),
        "passkey": Authenticator.objects.create(
            user=seoyeon, type=Authenticator.Type.WEBAUTHN, data={"name": "휴대전화", "credential": {}}
        ),
    }


def _texts() -> list:
    from accounts.queries import texts_in_force

    return texts_in_force()


def _text(ask) -> dict:
    first = _texts()[0]
    return {"purpose": first.purpose, "version": first.version}


def _confirmation(ask) -> dict:
    from allauth.account.models import EmailConfirmationHMAC

    return {"key": EmailConfirmationHMAC(ask("unverified")).key}


def _reset(ask) -> dict:
    from allauth.account.internal.userkit import user_id_to_str

    return {"uidb36": user_id_to_str(ask("jiwoo")), "key": default_token_generator.make_token(ask("jiwoo"))}


def _pk(name: str):
    return lambda ask: {"pk": ask(name).pk}


ARGUMENTS = {
    "account_confirm_email": _confirmation,
    "account_reset_password_from_key": _reset,
    "mfa_edit_webauthn": _pk("passkey"),
    "mfa_remove_webauthn": _pk("passkey"),
    "accounts:consent-text": _text,
    "accounts:give-consent": lambda ask: {"pk": _texts()[0].pk},
    "accounts:withdraw-consent": lambda ask: {"pk": _texts()[0].pk},
    "accounts:correction": _pk("correction"),
}
# The passkey is one with which nobody can sign in, so its owner is not the one who signs in everywhere else.
WHO = {
    "account_logout": "jiwoo",
    "mfa_list_webauthn": "seoyeon",
    "mfa_edit_webauthn": "seoyeon",
    "mfa_remove_webauthn": "seoyeon",
}
