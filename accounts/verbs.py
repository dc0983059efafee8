"""What the history says about facts that have no lifecycle."""

from django.utils.translation import gettext_lazy as _

from casework.verbs import register

register(
    {
        "user.changed": _("Details changed"),
        "user.phone_destroyed": _("Telephone number destroyed"),
        "user.email_changed": _("E-mail address changed"),
        "user.closed": _("Account closed"),
        "consent.given": _("Consent given"),
        "consent.withdrawn": _("Consent taken back"),
        "family_tie.declared": _("Family tie declared"),
        "correction.asked": _("Correction asked for"),
        "identity.confirmed": _("Identity confirmed"),
        "second_factor.added": _("Second factor added"),
        "second_factor.removed": _("Second factor removed"),
    }
)
