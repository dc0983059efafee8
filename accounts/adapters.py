"""How allauth meets the portal: mail goes through the outbox, secrets are encrypted, people land where they should."""

import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts import kept, queries
from accounts.emails import ACCOUNT_MAILS
from notices import workflow as notices
from seoul_portal import locked

# What allauth hands to its templates and ours do not say: objects of the request, and parts of the link.
_NOT_WORDS = {"request", "current_site", "user", "key", "uid"}
# What secrets of second factors are locked for.
_PURPOSE = "second-factor"


class AccountAdapter(DefaultAccountAdapter):
    """E-mail through ``notices``, and a person's landing after sign-in."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put allauth's mail ``template_prefix`` into the outbox. Nothing is sent inside the request."""
        kind, _label, _action = ACCOUNT_MAILS[template_prefix]
        person = context.get("user") or queries.person_at(email)
        words = {name: value for name, value in context.items() if name not in _NOT_WORDS}
        if "timestamp" in words:
            words["timestamp"] = timezone.localtime(words["timestamp"])
        link = words.get("activate_url") or words.get("password_reset_url") or words.get("signup_url")
        notices.send_to_address(
            email,
            kind,
            language=person.language if person else translation.get_language() or settings.LANGUAGE_CODE,
            key=uuid.uuid4().hex,
            name=person.name if person else "",
            opens=link or "",
            **words,
        )

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Text that an idle sign-out kept comes first; else my desk."""
        if kept.for_person(request) is not None:
            return reverse("accounts:kept")
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Ask for consent to required texts that are newer than the person's own, then go on."""
        response = super().post_login(request, user, **kwargs)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
            secure=settings.SESSION_COOKIE_SECURE,
        )
        if not kwargs.get("signup") and queries.to_be_asked(user):
            answer = redirect(f"{reverse('accounts:new-consents')}?{urlencode({'next': response['Location']})}")
            answer.cookies = response.cookies
            return answer
        return response


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors: their secrets are encrypted with the portal's key."""

    def encrypt(self, text: str) -> str:
        return locked.lock(text, _PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        return locked.unlock(encrypted_text, _PURPOSE)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """What a new passkey is called until its owner says otherwise."""
        return _("Passkey %(number)s") % {"number": Authenticator.objects.filter(user=user, type=type).count() + 1}

    def _get_site_name(self) -> str:
        return settings.MFA_TOTP_ISSUER


class SocialAdapter(DefaultSocialAccountAdapter):
    """Kakao and Naver, as far as the environment holds their keys."""

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[Any]:
        """Only those of the settings; nobody adds one by a row in the database."""
        from allauth.socialaccount.adapter import _build_apps_from_settings

        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]

    def get_app(self, request: HttpRequest, provider: Any, client_id: Any = None) -> Any:
        """A service that is not switched on has no pages here."""
        if not self.list_apps(request, provider=provider, client_id=client_id):
            raise Http404
        return super().get_app(request, provider, client_id)
