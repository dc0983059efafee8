"""App configurations of the frame."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "seoul_portal"

    def ready(self) -> None:
        from seoul_portal import menus

        menus.add("main", _("Home"), "home", 0)
        menus.add("main", _("How it works"), "how-it-works", 30)
        menus.add("footer", _("Privacy policy"), "privacy", 10)
        menus.add("footer", _("Accessibility"), "accessibility", 20)


class PortalAdminConfig(AdminConfig):
    default_site = "seoul_portal.admin.PortalAdminSite"
