"""What the history says for each audit verb. Lifecycles register theirs; apps add the verbs of facts without one."""

from collections.abc import Mapping

from django.utils.functional import Promise

_words: dict[str, "str | Promise"] = {}


def register(table: "Mapping[str, str | Promise]") -> None:
    """Add words for verbs, as ``{"consent.given": _("Consent given")}``; call this in ``AppConfig.ready()``."""
    _words.update(table)


def words(verb: str) -> str:
    """The line of the history for ``verb``; the verb itself where nobody gave it words."""
    return str(_words.get(verb, verb))
