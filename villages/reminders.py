"""What this floor reminds people of: a proposed posting to answer, a successor to name."""

from datetime import timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notices import deadlines
from notices.enums import Audience
from villages.enums import PostingState, Role
from villages.models import Posting

# Long before its last day a posting asks nothing of anybody.
SUCCESSOR_ASKED = timedelta(days=30)


def _to_answer() -> QuerySet[Any]:
    proposed = Posting.objects.filter(state=PostingState.PROPOSED)
    return proposed.select_related("office").annotate(due_on=F("starts_on"))


def _without_successor() -> QuerySet[Any]:
    ending = Posting.objects.in_force().filter(successor=None, ends_on__lte=timezone.localdate() + SUCCESSOR_ASKED)
    return ending.select_related("office").annotate(due_on=F("ends_on"))


def _district_officers() -> QuerySet[Any]:
    return Posting.objects.in_force().filter(role=Role.DISTRICT_OFFICER)


def register_sources() -> None:
    """Called once, when the app is ready."""
    person = deadlines.People(Posting.objects.open, obligation="pk", person="person")
    district = deadlines.People(_district_officers, obligation="office__district__offices__postings", person="person")
    for name, label, rows in (
        ("posting-to-answer", _("Accept or decline a posting"), _to_answer),
        ("posting-successor", _("Name a successor for your posting"), _without_successor),
    ):
        deadlines.register(
            deadlines.DeadlineSource(
                name=name,
                label=label,
                open=rows,
                link=lambda posting: posting.get_absolute_url(),
                people={Audience.RESPONSIBLE: person, Audience.DISTRICT: district},
            )
        )
