"""What a visitor answered in a self-check: kept in their session only, until a draft begins with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from proposals.models import Call

_KEY = "self_check"
# A session holds the answers to the last few calls; nobody checks more of them at once.
_MOST = 5


def remember(request: HttpRequest, call: Call, answers: Mapping[str, str]) -> bool:
    """Keep ``answers``. Says whether this session has checked ``call`` for the first time."""
    kept: dict[str, Any] = request.session.get(_KEY, {})
    known = str(call.pk) in kept
    kept.pop(str(call.pk), None)
    kept[str(call.pk)] = dict(answers)
    request.session[_KEY] = dict(list(kept.items())[-_MOST:])
    return not known


def look(request: HttpRequest, call: Call) -> dict[str, str]:
    """The answers this session gave for ``call``; nothing where it gave none."""
    return dict(request.session.get(_KEY, {}).get(str(call.pk), {}))


def take(request: HttpRequest, call: Call) -> dict[str, str]:
    """The same, for a draft that begins: what is asked there under the same key is filled in."""
    return look(request, call)
