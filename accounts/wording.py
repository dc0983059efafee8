"""What the keys of the data download are called on the page. Apps add the words for their own."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_words: dict[str, "str | Promise"] = {
    "name": _("Name"),
    "email": _("E-mail address"),
    "language": _("Language"),
    "phone": _("Telephone number"),
    "joined_at": _("Since"),
    "last_login": _("Last sign-in"),
    "addresses": _("Addresses"),
    "verified": _("confirmed"),
    "primary": _("in use"),
    "second_factors": _("Second factors"),
    "type": _("Kind"),
    "created_at": _("Added"),
    "last_used_at": _("Last used"),
    "outside_accounts": _("Other services"),
    "provider": _("Service"),
    "uid": _("Number there"),
    "date_joined": _("Since"),
    "sessions": _("Where you are signed in"),
    "ip": _("From"),
    "user_agent": _("Browser"),
    "purpose": _("Purpose"),
    "title": _("Title"),
    "version": _("Version"),
    "given_at": _("Agreed"),
    "withdrawn_at": _("Taken back"),
    "declared_by_me": _("Declared by you"),
    "other": _("Who"),
    "kind": _("Kind"),
    "state": _("State"),
    "declared_at": _("Declared"),
    "method": _("Method"),
    "confirmed_at": _("Confirmed"),
    "asked_at": _("Asked"),
    "text": _("Words"),
    "answer": _("The answer"),
    "answered_at": _("Answered"),
    "messages": _("Messages"),
    "choices": _("What you chose to hear"),
    "channel": _("Channel"),
    "subject": _("Subject"),
    "body": _("Words"),
    "read_at": _("Read"),
    "group": _("Kind of message"),
    "wanted": _("Wanted"),
    "at": _("When"),
    "reader": _("Who"),
    "acting_as": _("Acting as"),
    "what": _("What"),
    "note": _("Your note"),
}


def register(words: "Mapping[str, str | Promise]") -> None:
    """Add words for the keys of another app's section; call this in ``AppConfig.ready()``."""
    _words.update(words)


def data_word(name: str) -> str:
    """The word for key ``name``; the key itself where there is none."""
    return str(_words.get(name, name.replace("_", " ")))
