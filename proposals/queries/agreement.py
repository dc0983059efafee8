"""Who has said yes to which text of a proposal, and whose yes is still missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proposals.enums import Agreement
from proposals.models import Confirmation, Proposal
from proposals.record import present

# With the lead proposer among them.
_NEEDED = {Agreement.REPRESENTATIVE: 1, Agreement.THREE: 3}


@dataclass(frozen=True)
class Word:
    """A member, and when they said yes to the present text, or to an earlier one only."""

    user: Any
    is_lead: bool
    at: datetime | None = None
    earlier_at: datetime | None = None


@dataclass(frozen=True)
class Agreed:
    """Every member's word on the present text. ``needed`` people must say yes, the lead proposer among them."""

    words: tuple[Word, ...]
    needed: int

    @property
    def yes(self) -> list[Word]:
        return [word for word in self.words if word.at]

    @property
    def waiting(self) -> list[Word]:
        """Whose yes would still count: the lead proposer alone where nobody else is asked."""
        if self.enough:
            return []
        return [word for word in self.words if not word.at and (word.is_lead or self.needed > 1)]

    @property
    def lead(self) -> Word | None:
        """The lead proposer's word; nothing if they left the group."""
        return next((word for word in self.words if word.is_lead), None)

    @property
    def missing(self) -> int:
        """How many people must still say yes."""
        lead_missing = 0 if self.lead and self.lead.at else 1
        return max(lead_missing, self.needed - len(self.yes))

    @property
    def enough(self) -> bool:
        return self.missing == 0

    def sentence(self) -> str | None:
        """What is missing, or nothing."""
        if self.lead is None:
            return _("The lead proposer has left the group. Please choose another one.")
        if self.enough:
            return None
        if not self.lead.at and self.missing == 1:
            return _("%(name)s, the lead proposer, has not confirmed this text yet.") % {"name": self.lead.user.name}
        text = ngettext(
            "%(number)d more member must confirm this text, on their own account.",
            "%(number)d more members must confirm this text, each on their own account.",
            self.missing,
        )
        return text % {"number": self.missing}


def agreed(proposal: Proposal, *, with_: Any = None) -> Agreed:
    """The members' words on the text as it stands now. ``with_``: as if this member said yes now. One query."""
    now = present(proposal).fingerprint
    given = list(Confirmation.objects.filter(proposal=proposal))
    words = []
    for each in proposal.group.members:
        mine = [one for one in given if one.user_id == each.user_id]
        to_this = next((one.at for one in mine if one.fingerprint == now), None)
        if to_this is None and with_ is not None and each.user_id == with_.pk:
            to_this = proposal.changed_at
        words.append(Word(each.user, each.user_id == proposal.lead_id, to_this, _latest(mine)))
    return Agreed(tuple(words), _NEEDED[Agreement(proposal.call.agreement)])


def _latest(given: Iterable[Confirmation]) -> datetime | None:
    return max((each.at for each in given), default=None)
