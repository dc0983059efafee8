"""Names of groups: which are possible, and when two are the same."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LONGEST = 40
_ALLOWED = re.compile(r"[가-힣A-Za-z0-9 ·.,!?&'’()\-–~]+")
_NAMING = re.compile(r"[가-힣A-Za-z0-9]")


def tidy(name: str) -> str:
    """``name`` in composed letters (a Mac types Hangul decomposed), with single spaces."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def key_of(name: str) -> str:
    """What makes two names the same: letters and digits alone, whatever their width, case, spaces and dots."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def check(name: str) -> None:
    """Raise ``ValidationError`` unless ``name`` consists of Hangul, Latin letters, digits and a few marks."""
    if not _ALLOWED.fullmatch(name):
        raise ValidationError(_("Please use Hangul, Latin letters, digits, spaces and simple marks only."))
    if len(_NAMING.findall(name)) < 2:
        raise ValidationError(_("Please choose a name with at least two letters or digits."))
