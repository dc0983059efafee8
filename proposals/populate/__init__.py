"""Bulk data for measuring: so many proposals as the city would hold after years, written by COPY in minutes.

What is invented hangs together as what people wrote would: three members of a group, every part of a text, versions
with true fingerprints, points, threads, numbers without gaps. The same number gives the same rows, dated from today.
What is left out: the record of audit, and messages, which pages about proposals do not read.
"""

from __future__ import annotations

from collections.abc import Callable

import pgtrigger
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction

from groups.models import Group
from proposals.models import Proposal
from proposals.populate import calls, files, people
from proposals.populate.copying import searched_afterwards

FEWEST = 100


class NotHere(Exception):
    """This database must not be filled with invented rows; says why in a sentence."""


def populate(proposals: int, say: Callable[[str], object] = lambda sentence: None) -> None:
    """Fill the database with ``proposals`` invented files, all or none. Raises ``NotHere``."""
    if proposals < FEWEST:
        raise NotHere(f"Too few to look like a city: at least {FEWEST}.")
    if settings.PRODUCTION and Proposal.objects.exists():
        raise NotHere("This is a production database with proposals of real people. Nothing was written.")
    if get_user_model().objects.filter(email__endswith=people.DOMAIN).exists():
        raise NotHere("This database is filled already. Begin with a new one for another size.")
    # A lifecycle lets a row begin in its first state alone, and these rows stand in every state. Only the triggers that
    # say so are passed over, in this transaction; constraints, foreign keys and all other triggers hold for every row.
    begins = pgtrigger.ignore(
        "villages.Posting:posting_begins", "groups.Group:group_begins", "proposals.Proposal:proposal_begins"
    )
    with transaction.atomic(), begins:
        rounds = calls.make(proposals)
        say(f"{len(rounds)} calls")
        with searched_afterwards(Group, Proposal):
            city = people.City.settle()
            groups = people.found(city, proposals * 6 // 10)
            say(f"{len(groups):,} groups with {3 * len(groups):,} members")
            made = files.propose(rounds, groups, city)
            say(f"{len(made):,} proposals; building the search indexes")
