"""What this floor holds about a person, and what stands in the way of closing an account."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import data
from villages.enums import PostingState, Role, VisitState
from villages.models import IdentityVisit, Posting, Tie
from villages.workflow import visit as visits


def _ties(user: Any) -> list[dict[str, Any]]:
    return [
        {"village": tie.village.name, "basis": tie.basis, "since": tie.since, "ended_on": tie.ended_on}
        for tie in Tie.objects.filter(user=user).select_related("village")
    ]


def _forget_ties(user: Any) -> int:
    return Tie.objects.filter(user=user).delete()[0]


def _postings(user: Any) -> list[dict[str, Any]]:
    return [
        {
            "office": posting.office.name,
            "role": posting.role,
            "duties": posting.duties,
            "state": posting.state,
            "starts_on": posting.starts_on,
            "ends_on": posting.ends_on,
            "pledged_at": posting.pledged_at,
        }
        for posting in Posting.objects.filter(person=user).select_related("office")
    ]


def _visits(user: Any) -> list[dict[str, Any]]:
    return [
        {
            "office": visit.office.name,
            "state": visit.state,
            "document": visit.document,
            "requested_at": visit.requested_at,
            "decided_at": visit.decided_at,
        }
        for visit in IdentityVisit.objects.filter(person=user).select_related("office")
    ]


def _forget_visits(user: Any) -> int:
    for waiting in IdentityVisit.objects.waiting().filter(person=user):
        visits.withdraw(waiting, actor=user)
    return IdentityVisit.objects.filter(person=user).exclude(state=VisitState.REQUESTED).delete()[0]


def _holds_posting(user: Any) -> str | None:
    open_postings = Posting.objects.open().filter(person=user).select_related("office")
    titles = ", ".join(posting.title for posting in open_postings)
    return _("Please end or decline your postings first: %(titles)s.") % {"titles": titles} if titles else None


def _administrators() -> list[Any]:
    postings = Posting.objects.in_force().filter(role=Role.ADMINISTRATOR, state=PostingState.ACTIVE)
    return [posting.person for posting in postings.select_related("person")]


def register_sections() -> None:
    """Called once, when the app is ready."""
    data.register("villages", _ties, _forget_ties, label=gettext_lazy("Your villages"))
    data.register(
        "postings",
        _postings,
        label=gettext_lazy("Your postings"),
        kept=gettext_lazy("Which account held which post, and when: it tells who acted in public files."),
    )
    data.register("identity_visits", _visits, _forget_visits, label=gettext_lazy("Visits to confirm your identity"))
    data.register_blocker(_holds_posting)
    data.register_answerers(_administrators)
