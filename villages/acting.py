"""In which posting a person touches a file, for the audit record."""

from typing import Any

from casework.acting import Acting
from villages.rules import active_postings


def posting_for(user: Any, subject: Any) -> Acting:
    """The posting of the nearest office responsible for ``subject``'s place; nothing for one's own affairs.

    A subject without a place (a programme, another person) is touched in the first posting held. What residents do
    among themselves (``of_residents``) is done in no posting: an official who is a member there is a resident.
    """
    if subject is None or getattr(subject, "of_residents", False) or _is_own(user, subject):
        return Acting()
    postings = active_postings(user)
    place = getattr(subject, "place", None)
    if place is not None:
        postings = [each for each in postings if each.office.covers(place)]
    return Acting(postings[0].pk, postings[0].recorded_title) if postings else Acting()


def _is_own(user: Any, subject: Any) -> bool:
    """One's own affair: of oneself, or (``belongs_to``) of a group in which one is a member."""
    belongs_to = getattr(subject, "belongs_to", None)
    if belongs_to is not None:
        return bool(belongs_to(user))
    owners = (getattr(subject, "person_id", None), getattr(subject, "user_id", None))
    return subject == user or user.pk in owners
