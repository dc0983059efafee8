"""The frame's one table: that something changed which public pages may show."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class PublicChange(models.Model):
    """A statement that wrote to a table behind public pages; see ``seoul_portal.visitors``.

    Written by triggers in the transaction of the change itself, so that whoever sees the one sees the other.
    """

    at = models.DateTimeField(_("at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("change of public pages")
        verbose_name_plural = _("changes of public pages")

    def __str__(self) -> str:
        return f"{self.pk}"
