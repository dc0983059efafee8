"""What the history says about facts that have no lifecycle."""

from django.utils.translation import gettext_lazy as _

from casework.verbs import register

register(
    {
        "posting.proposed": _("Posting proposed"),
        "identityvisit.requested": _("Identity check requested"),
        "identityvisit.handed_over": _("Handed over when a posting ended"),
        "office.changed": _("Office details changed"),
        "office.added": _("Office added"),
        "office.villages_added": _("Villages added after a merger or division"),
        "village.updated": _("Village changed by the register"),
        "village.succeeded": _("Successors of the village set"),
        "district.updated": _("District changed by the register"),
        "district.succeeded": _("Successors of the district set"),
        "tie.declared": _("Village added"),
        "tie.ended": _("Village removed"),
    }
)
