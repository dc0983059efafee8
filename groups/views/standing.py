"""Where a group stands, who acts next, and by when: the three answers at the top of its desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from groups.enums import GroupState
from groups.models import Group
from groups.queries.distinct import DistinctPeople


@dataclass(frozen=True)
class Standing:
    """Three answers, as plain words."""

    where: str
    next: str = ""
    due: date | None = None


def standing(group: Group, people: DistinctPeople, open_invitations: list[Any]) -> Standing:
    """The standing of ``group`` with ``people``; ``open_invitations`` are those not answered yet."""
    if group.state == GroupState.FORMING:
        return _forming(group, people, open_invitations)
    if group.state == GroupState.DISBANDED:
        return Standing(_("This group was disbanded. You can still read everything in it."))
    if group.state == GroupState.ON_BREAK:
        return Standing(_("The group is on a break."), _("Representative or operator: return"), group.break_until)
    if not people.enough:
        return Standing(
            _(
                "The group has fallen to %(count)d of %(minimum)d distinct people. Until you are three again, "
                "nothing can be submitted."
            )
            % {"count": people.count, "minimum": people.minimum},
            _("Any member: invite a successor"),
            group.successor_due_on,
        )
    return Standing(_("You are a group of %d distinct people.") % people.count)


def _forming(group: Group, people: DistinctPeople, open_invitations: list[Any]) -> Standing:
    where = _("The group is forming: %(people)s.") % {"people": people.sentence}
    if people.enough:
        representative = group.representative
        return Standing(where, _("%(name)s: form the group") % {"name": representative.user if representative else ""})
    if open_invitations:
        first = min(each.expires_at for each in open_invitations)
        return Standing(where, _("Those you have invited: accept"), timezone.localdate(first))
    return Standing(where, _("Any member: invite neighbors"))
