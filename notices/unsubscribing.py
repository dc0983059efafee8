"""The link in an e-mail that switches off more of its sort, without signing in."""

from django.core import signing
from django.urls import reverse

from notices import kinds
from notices.compose import absolute
from notices.models import Message

_SALT = "notices.unsubscribe"


def address(message: Message) -> str:
    """The unsubscribe address for an e-mail to an account, or nothing where that sort cannot be switched off."""
    try:
        kind = kinds.get(message.kind)
    except kinds.UnknownKind:  # written before a release that dropped the kind
        return ""
    if not kind.optional or message.recipient_id is None:
        return ""
    token = signing.dumps([message.recipient_id, kind.group], salt=_SALT)
    return absolute(reverse("notices:unsubscribe", args=[token]))


def read(token: str) -> tuple[int, str] | None:
    """The person's id and the group of a token of ours, else nothing. Tokens never expire: old mail must still work."""
    try:
        person, group = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return person, group
