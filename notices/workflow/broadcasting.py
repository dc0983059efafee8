"""Telling very many of one fact: the first page in the transaction of the fact, the others by workers."""

from __future__ import annotations

from django.db import connection, transaction
from django.utils import timezone

from notices import broadcasts
from notices.models import Broadcast
from notices.waking import wake_on_commit
from notices.workflow.telling import tell_all


def begin(name: str, object_id: int) -> Broadcast:
    """Begin to tell of ``object_id`` what is registered as ``name``. Must run in the transaction of the fact."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"{name} must be told in the transaction that makes it true")
    made = Broadcast.objects.create(name=name, object_id=object_id)
    _tell_page(made)
    return made


def go_on() -> int:
    """Write all pages that are still to be written. Returns how many; two workers share them between themselves."""
    count = 0
    while True:
        with transaction.atomic():
            open_ = Broadcast.objects.filter(done_at=None).order_by("pk")
            found = open_.select_for_update(skip_locked=True, of=("self",)).first()
            if found is None:
                return count
            _tell_page(found)
        count += 1


def _tell_page(broadcast: Broadcast) -> None:
    page = broadcasts.get(broadcast.name)(broadcast.object_id, broadcast.after)
    tell_all(page.tellings)
    broadcast.told += len({telling.person.pk for telling in page.tellings})
    if page.after is None:
        broadcast.done_at = timezone.now()
    else:
        broadcast.after = page.after
        wake_on_commit()
    broadcast.save(update_fields=["after", "told", "done_at"])
