"""Checks on what people type."""

import re
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Six digits of a birthday, then seven of which the first is 1 to 8 (5 to 8: foreign residents).
_NUMBER = re.compile(r"(?<!\d)(?P<day>\d{6})\s?[-–—]?\s?[1-8]\d{6}(?!\d)")
_PHONE = re.compile(r"^\+?[\d\s().-]{8,20}$")


def no_resident_number(value: str) -> None:
    """Refuse text that holds what looks like a resident registration number, which the law forbids us to collect."""
    for found in _NUMBER.finditer(value):
        if _is_a_day(found["day"]):
            raise ValidationError(
                _(
                    "This looks like a resident registration number (######-#######). We never collect it: "
                    "please take it out."
                ),
                code="resident_number",
            )


def phone_number(value: str) -> None:
    """Accept what a telephone number looks like, in Korea or abroad."""
    if not _PHONE.match(value):
        raise ValidationError(_("Please write a telephone number such as 010-1234-5678."), code="phone")


def _is_a_day(six_digits: str) -> bool:
    try:
        datetime.strptime(six_digits, "%y%m%d")  # noqa: DTZ007 - only asks whether there is such a day
    except ValueError:
        return False
    return True
