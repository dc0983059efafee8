"""Where: places, offices, and who works there."""

from villages.models.office import Office, OpeningHours, SpecialDay
from villages.models.place import District, Village
from villages.models.posting import Posting
from villages.models.tie import Tie
from villages.models.visit import IdentityVisit

__all__ = ["District", "IdentityVisit", "Office", "OpeningHours", "Posting", "SpecialDay", "Tie", "Village"]
