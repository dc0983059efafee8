"""What steps of the eligibility check need: each says in one sentence what is missing, or nothing."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from proposals.enums import ProposalState
from proposals.models import Proposal


def group_had_its_time(proposal: Proposal, actor: Any) -> str | None:
    """A returned file is in the group's hands until its day has passed."""
    due = proposal.due_back_on
    if proposal.state != ProposalState.RETURNED or due is None or due < timezone.localdate():
        return None
    return _("The group has until %(day)s to correct it. You can decide after that day.") % {"day": date_format(due)}
