"""What the history says of facts that are no step of a lifecycle."""

from django.utils.translation import gettext_lazy as _

from casework import verbs
from funding.queries.changes import RANKED


def register_verbs() -> None:
    """Called once, when the app is ready."""
    verbs.register(
        {
            "fundinground.created": _("Round created"),
            "fundinground.changed": _("Round changed"),
            "fundinground.filled": _("Proposals and scores taken over"),
            RANKED: _("Ranking changed"),
            "award.offered": _("Award offered"),
            "promotion.proposed": _("Step up from the reserve list proposed"),
            # Agreement, account and payments.
            "agreement.fitted": _("Budget fitted to the amount"),
            "agreement.accepted": _("Agreement accepted"),
            "award.lesson_taken": _("Accounting lesson taken"),
        }
    )
