"""The diary of a project: what happened on a day, how many came, and how many of them for the first time."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import audit, permissions
from casework.lifecycle import NotAllowed, Refused
from funding.models import Activity, Award
from funding.queries.spending import is_spending_open, to_take_over
from seoul_portal.files import Accepted

_WRITTEN = ("on", "title", "where", "attendance", "newcomers", "notes", "consented")


def write(award: Award, values: dict[str, Any], *, actor: Any, photo: Accepted | None = None) -> Activity:
    """A new line of the diary. Raises ``NotAllowed`` or ``Refused``."""
    with transaction.atomic():
        made = Activity(award=_open(award, actor), by=actor)
        _fill(made, values, photo)
        made.save()
        audit.record("activity.written", made, actor=actor, changes={"on": (None, made.on)})
    return made


def take_over(award: Award, *, actor: Any) -> int:
    """Every day of the group's own diary within the period that is not here yet. Returns how many."""
    with transaction.atomic():
        award = _open(award, actor)
        made = [
            Activity(
                award=award,
                taken_from=entry,
                on=entry.on,
                title=_first_line(entry.what),
                where=entry.place,
                attendance=entry.attendance,
                newcomers=entry.new_people,
                notes="" if entry.what.strip() == _first_line(entry.what) else entry.what[:2000],
                by=actor,
            )
            for entry in to_take_over(award)
        ]
        for activity in made:
            activity.save()
            audit.record("activity.taken_over", activity, actor=actor, changes={"on": (None, activity.on)})
    return len(made)


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0].strip()[:200]


def change(activity: Activity, values: dict[str, Any], *, actor: Any, photo: Accepted | None = None) -> Activity:
    """Correct a line of the diary: every member may. Raises ``NotAllowed`` or ``Refused``."""
    with transaction.atomic():
        award = _open(activity.award, actor)
        now = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
        now.award = award
        before = {name: getattr(now, name) for name in _WRITTEN}
        _fill(now, values, photo)
        now.save()
        changes = {name: (before[name], getattr(now, name)) for name in _WRITTEN if before[name] != getattr(now, name)}
        audit.record("activity.changed", now, actor=actor, changes=changes)
    return now


def take_out(activity: Activity, *, actor: Any) -> None:
    """Take a line out of the diary. Raises ``NotAllowed`` or ``Refused``."""
    with transaction.atomic():
        _open(activity.award, actor)
        if Activity.objects.filter(pk=activity.pk, removed_at=None).update(removed_at=timezone.now()):
            audit.record("activity.taken_out", activity, actor=actor)


def _open(award: Award, actor: Any) -> Award:
    locked = Award.objects.select_for_update(of=("self",), no_key=True).get(pk=award.pk)
    if not permissions.check("funding.write_diary", actor, award):
        raise NotAllowed
    if not is_spending_open(locked):
        raise Refused([_("The diary is closed for changes now.")])
    return locked


def _fill(activity: Activity, values: dict[str, Any], photo: Accepted | None) -> None:
    for name in _WRITTEN:
        setattr(activity, name, values[name])
    if activity.on > timezone.localdate():
        raise Refused([_("This day is still to come.")])
    if photo is not None:
        activity.photo, activity.photo_name = photo.as_file(), photo.name
