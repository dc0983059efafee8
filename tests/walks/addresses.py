"""Every address of the portal, read from the URLconf, with the access it declares."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

# Addresses of allauth and Django admin, which cannot carry our decorators: what their visitors must be.
# Everything of theirs that is not listed here needs at least a signed-in person.
PUBLIC_ELSEWHERE = {
    "account_login", "account_logout", "account_signup", "account_inactive", "account_email_verification_sent",
    "account_confirm_email", "account_confirm_login_code", "account_request_login_code", "account_signup_by_passkey",
    "account_reset_password", "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done", "mfa_authenticate", "mfa_login_webauthn", "mfa_signup_webauthn",
    "socialaccount_login_cancelled", "socialaccount_login_error", "socialaccount_signup",
    "kakao_login", "kakao_callback", "naver_login", "naver_callback", "admin:login", "admin:logout",
}  # fmt: skip

# Two meaningless values of each kind; the second one larger than any column.
VALUES = {
    "int": (0, 10**20),
    "uuid": (UUID(int=0), UUID(int=2**128 - 1)),
    "slug": ("nonsense", "0"),
    "string": ("nonsense", "9" * 40),
    "path": ("nonsense", "non/sense"),
    "regex": ("nonsense", "0"),
}


@dataclass(frozen=True)
class Address:
    """One URL pattern."""

    name: str
    route: str
    parameters: dict[str, str]  # name → kind: int, uuid, slug, string, regex, …
    view: Any

    def nonsense(self) -> list[str]:
        """Paths to this address with arguments that are well-formed and mean nothing."""
        choices = [{name: VALUES[kind][number] for name, kind in self.parameters.items()} for number in (0, 1)]
        try:
            return sorted({reverse(self.name, kwargs=kwargs) for kwargs in choices})
        except NoReverseMatch:
            return []

    @property
    def access(self) -> str | None:
        """``public``, ``signed_in``, ``staff:<permission>``, or ``None`` where nothing is declared."""
        declared = getattr(self.view, "access", None)
        if declared is None and self.is_elsewhere:
            return "public" if self.name in PUBLIC_ELSEWHERE else "signed_in"
        return declared

    @property
    def is_elsewhere(self) -> bool:
        """Whether another package answers here: allauth, or Django's admin."""
        return not hasattr(self.view, "access") and self.route.startswith(("accounts/", "admin/"))

    def __str__(self) -> str:
        return self.name or self.route


def _walk(patterns: list, prefix: str, namespaces: tuple[str, ...], parameters: dict[str, str]) -> list[Address]:
    found: list[Address] = []
    for one in patterns:
        named = parameters | {
            name: type(converter).__name__.removesuffix("Converter").lower()
            for name, converter in one.pattern.converters.items()
        }
        for name in one.pattern.regex.groupindex:
            named.setdefault(name, "regex")
        route = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            inner = (*namespaces, one.namespace) if one.namespace else namespaces
            found += _walk(one.url_patterns, route, inner, named)
        elif isinstance(one, URLPattern):
            found.append(Address(":".join((*namespaces, one.name or "")).rstrip(":"), route, named, one.callback))
    return found


def addresses() -> list[Address]:
    """Every pattern, in the URLconf's order."""
    return _walk(get_resolver().url_patterns, "", (), {})
