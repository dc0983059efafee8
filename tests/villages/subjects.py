"""Files of this app for the lifecycle walk."""

from django.utils import timezone

from tests.casework.walk import Walk
from villages.enums import Document
from villages.models import IdentityVisit, Office, Posting


def posting(cast):
    return Posting.objects.create(
        person=cast["jiwoo"], office=Office.objects.get(name_ko="성수 마을센터"), role="adviser"
    )


def visit(cast):
    return IdentityVisit.objects.create(person=cast["jiwoo"], office=Office.objects.get(name_ko="성수 마을센터"))


SUBJECTS = {
    "posting": Walk(
        posting,
        being={"active": {"pledged_at": timezone.now()}},
        doing={"accept": {"pledged_at": timezone.now()}},
    ),
    "identityvisit": Walk(
        visit,
        being={"confirmed": {"document": Document.values[0]}},
        doing={"confirm": {"document": Document.values[0]}},
    ),
}
