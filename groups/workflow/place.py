"""Writing in the members' rooms, and choosing what others see of it. Facts without a lifecycle, each recorded."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import audit
from casework.constraints import kindly
from casework.lifecycle import NotAllowed, Refused
from groups.models import DiaryEntry, Group, Membership, Minutes, Post, PostFile
from groups.models.place import Record
from groups.workflow.locking import locked
from seoul_portal.files import Accepted


class Overtaken(Refused):
    """Somebody else changed the same text meanwhile. ``present`` is what stands there now."""

    def __init__(self, present: Record) -> None:
        self.present = present
        super().__init__(
            [_("Somebody else has changed this meanwhile. Both texts are below: bring them together, then save again.")]
        )


def _in(group: Group, permission: str, actor: Any, subject: Any = None) -> None:
    """Refuse whoever may not, and everything new in a group that is over. Call with the group locked."""
    if not actor.has_perm(permission, subject or group):
        raise NotAllowed
    if group.is_over:
        raise Refused([_("This group has been disbanded. You can read everything, but nothing new is added.")])


# --- Board -------------------------------------------------------------------------------------------


def write_post(group: Group, *, actor: Any, text: str, files: Iterable[Accepted] = ()) -> Post:
    """Say something on the board, with files that have been accepted by ``seoul_portal.files``."""
    kept: list[Any] = []
    try:
        with locked(group.pk) as present:
            _in(present, "groups.write_post", actor)
            post = Post.objects.create(group=present, author=actor, text=text.strip())
            for each in files:
                row = PostFile(
                    post=post, name=each.name, content_type=each.content_type, size=each.size, sha256=each.sha256
                )
                row.file.save("file", each.as_file(), save=False)
                kept.append(row.file)
                row.save()
            audit.record("post.written", post, actor=actor)
    except Exception:
        _destroy(kept)  # the disk knows nothing of transactions
        raise
    return post


def remove_post(post: Post, *, actor: Any) -> Post:
    """Take one's own words and files back. That something stood there remains; once is enough, twice does no harm."""
    with locked(post.group_id):
        present = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
        if not actor.has_perm("groups.remove_post", present):
            raise NotAllowed
        if present.removed_at is None:
            empty(present)
            audit.record("post.removed", present, actor=actor)
    return present


def empty(post: Post) -> None:
    """Destroy what a post says and its files, which go when the transaction has ended well."""
    files = [row.file for row in post.files.all()]
    post.files.all().delete()
    post.text, post.removed_at = "", post.removed_at or timezone.now()
    post.save(update_fields=["text", "removed_at"])
    transaction.on_commit(partial(_destroy, files))


def _destroy(files: list[Any]) -> None:
    for file in files:
        with suppress(OSError):
            file.storage.delete(file.name)


# --- Minutes and diary -------------------------------------------------------------------------------


def write_minutes(group: Group, *, actor: Any, present: Iterable[Membership], **values: Any) -> Minutes:
    """Write the minutes of a meeting. Raises ``Refused``."""
    minutes = Minutes(**values)
    _write(minutes, group, actor, present)
    return minutes


def write_entry(group: Group, *, actor: Any, **values: Any) -> DiaryEntry:
    """Write down what the group did. Raises ``Refused``."""
    entry = DiaryEntry(**values)
    _write(entry, group, actor)
    return entry


def _write(record: Record, group: Group, actor: Any, present: Iterable[Membership] | None = None) -> None:
    with locked(group.pk) as locked_group, kindly(type(record)):
        _in(locked_group, "groups.write_record", actor)
        record.group, record.author = locked_group, actor
        record.save()
        if isinstance(record, Minutes):
            record.present.set(present or ())
        audit.record("record.written", record, actor=actor)


def change(record: Record, *, actor: Any, version: int, present: Iterable[Membership] = (), **values: Any) -> Record:
    """Change minutes or a diary entry of which ``version`` was read. Raises ``Overtaken`` when it is an older one."""
    with locked(record.group_id) as group, kindly(type(record)):
        now = type(record)._default_manager.select_for_update(of=("self",)).get(pk=record.pk)
        _in(group, "groups.change_record", actor, now)
        if now.version != version:
            raise Overtaken(now)
        changes = {name: (getattr(now, name), value) for name, value in values.items() if getattr(now, name) != value}
        for name, value in values.items():
            setattr(now, name, value)
        now.version, now.changed_at = version + 1, timezone.now()
        now.save()
        if isinstance(now, Minutes):
            now.present.set(present)
        audit.record("record.changed", now, actor=actor, changes=changes)
    return now


# --- What others see ---------------------------------------------------------------------------------


def publish(record: Record, *, actor: Any, published: bool) -> Record:
    """Put minutes or a diary entry on the group's public page, or take it off again; also after the group's end."""
    with locked(record.group_id):
        now = type(record)._default_manager.select_for_update(of=("self",)).get(pk=record.pk)
        if not actor.has_perm("groups.publish_record", now):
            raise NotAllowed
        if now.published != published:
            now.published = published
            now.save(update_fields=["published"])
            verb = "record.published" if published else "record.withdrawn"
            audit.record(verb, now, actor=actor, changes={"published": (not published, published)})
    return now


def choose_listed(group: Group, *, actor: Any, listed: bool) -> Group:
    """Show the group in the public directory, or take it out; also after its end."""
    with locked(group.pk) as now:
        if not actor.has_perm("groups.list_group", now):
            raise NotAllowed
        if now.listed != listed:
            now.listed = listed
            now.save(update_fields=["listed"])
            verb = "group.listed" if listed else "group.unlisted"
            audit.record(verb, now, actor=actor, changes={"listed": (not listed, listed)})
    return now
