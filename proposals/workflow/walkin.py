"""Somebody comes in without an appointment: the visit is recorded, and a draft may begin on the spot."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from proposals.models import Advice, Call, Proposal
from proposals.workflow import advice, drafting
from villages.models import Office


def receive(office: Office, *, actor: Any, call: Call | None = None, **visit: Any) -> tuple[Advice, Proposal | None]:
    """Record a visit (see ``advice.walk_in``) and, with ``call``, begin a draft for the group: both or neither."""
    with transaction.atomic():
        made = advice.walk_in(office, actor=actor, **visit)
        if call is None:
            return made, None
        draft = drafting.begin_for(call, visit["group"], actor=actor)
        Advice.objects.filter(pk=made.pk).update(proposal=draft)
    return made, draft
