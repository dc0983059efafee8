"""The default way to confirm who somebody is: face to face, at a village center or a district office."""

from django.utils.translation import gettext_lazy as _

from accounts import identity
from villages.workflow.visit import METHOD


def register_method() -> None:
    """Called once, when the app is ready."""
    identity.register(
        identity.Method(
            METHOD,
            _("In person at a village center"),
            _("Bring a document with your name and picture. We look at it and write nothing down but its kind."),
            begins_at="villages:identity",
        )
    )
