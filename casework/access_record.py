"""The record of who read whose personal data, and its destruction when its period ends."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from casework.acting import acting
from casework.context import request_id
from casework.models import PersonalDataAccess

# A day longer than the trigger insists on, so that the nightly task never meets a refusal.
KEPT = timedelta(days=2 * 366 + 1)


def note_access(request: HttpRequest, person: Any, what: str) -> None:
    """Record that the signed-in person was shown ``what`` about ``person``. Reading about oneself leaves no row."""
    reader: Any = request.user
    if reader.pk == person.pk:
        return
    role = acting(reader, person)
    PersonalDataAccess.objects.create(
        reader=reader,
        acting_posting_id=role.posting_id,
        acting_as=role.label[:200],
        person=person,
        what=what[:200],
        # As sign-in limits see it: through as many proxies as the operator trusts, and no further.
        address=get_adapter().get_client_ip(request) or None,
        path=request.path[:300],
        request_id=request_id(),
    )


def destroy_expired() -> int:
    """Destroy rows whose two years are over and return how many there were."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM casework_personaldataaccess WHERE at < %s", [timezone.now() - KEPT])
        return cursor.rowcount
