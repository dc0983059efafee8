"""The villages of a person: declared and ended by themself."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import audit
from casework.lifecycle import NotAllowed, Refused
from villages.models import Tie, Village


def declare(user: Any, village: Village, basis: str, *, since: date | None = None) -> Tie:
    """``user`` lives, works or studies in ``village``. Raises ``Refused`` with every reason against it."""
    if not village.is_current:
        raise Refused([_("This village no longer exists. Please choose one of those that followed it.")])
    tie = Tie(user=user, village=village, basis=basis, since=since or timezone.localdate())
    if tie.since > timezone.localdate():
        raise Refused([_("The first day cannot be in the future.")])
    try:
        tie.full_clean()
        with transaction.atomic():
            tie.save(force_insert=True)
            audit.record("tie.declared", tie, actor=user, changes={"village": (None, village), "basis": (None, basis)})
    except ValidationError as error:
        raise Refused(error.messages) from error
    except IntegrityError as error:  # a double click
        raise Refused([_("You have added this village already.")]) from error
    return tie


def end(tie: Tie, *, actor: Any) -> Tie:
    """The tie no longer holds; ending it twice changes nothing."""
    if tie.user_id != actor.pk:
        raise NotAllowed
    with transaction.atomic():
        locked = Tie.objects.select_for_update().get(pk=tie.pk)
        if locked.ended_on is None:
            locked.ended_on = timezone.localdate()
            locked.save(update_fields=["ended_on"])
            audit.record("tie.ended", locked, actor=actor, changes={"ended_on": (None, locked.ended_on)})
    return locked
