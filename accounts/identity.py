"""How it is made sure that an account belongs to a real person: a registry of methods.

The default is a member of staff who has seen the person and their identity card at a village center; ``villages``
registers it. A company that checks identities by telephone fits in as a ``RemoteCheck``. No method may ask for, or
keep, a resident registration number.
"""

from dataclasses import dataclass
from typing import Protocol

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise


class RemoteCheck(Protocol):
    """What an adapter to an outside identity service must offer. The portal ships none."""

    def begin(self, request: HttpRequest, *, return_to: str) -> HttpResponse:
        """Send the person to the service."""

    def finish(self, request: HttpRequest) -> bool:
        """Whether the service says, by its signed answer in ``request``, that this person is who they say they are."""


@dataclass(frozen=True)
class Method:
    """One way to confirm an identity.

    ``begins_at`` names the page on which a person asks for it. ``remote`` is set where a service confirms instead of
    somebody at a counter; otherwise the floor that offers the method makes sure that the right person confirms.
    """

    code: str
    label: "str | Promise"
    explanation: "str | Promise"
    begins_at: str
    remote: RemoteCheck | None = None


_methods: dict[str, Method] = {}


def register(method: Method) -> None:
    """Offer ``method``; call this in ``AppConfig.ready()``."""
    if method.code in _methods:
        raise ValueError(f"identity method {method.code} is registered already")
    _methods[method.code] = method


def methods() -> list[Method]:
    """Every method on offer, in order of registration."""
    return list(_methods.values())


def method(code: str) -> Method:
    """The method of that code. Raises ``KeyError``."""
    return _methods[code]
