"""Django admin, opened by a posting and never by a flag on the user."""

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class PortalAdminSite(AdminSite):
    site_title = _("Three Citizens administration")
    site_header = _("Three Citizens administration")
    index_title = _("Offices, postings, wording and reminders")

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only our own rooms: packages' pages would change accounts unrecorded, by permissions that nobody holds."""
        models: list[Any] = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        ours = [model for model in models if model._meta.app_label in settings.PORTAL_APPS]
        super().register(ours, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """True for an administrator whose session carries a second factor."""
        user = request.user
        return bool(user.is_active and user.has_perm(settings.ADMIN_PERMISSION) and user.second_factor_at)
