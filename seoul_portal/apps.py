"""App configurations of the frame."""

from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "seoul_portal"

    def ready(self) -> None:
        from seoul_portal import menus, wording

        wording.reword()
        menus.add("main", _("Home"), "home", 0)
        menus.add("main", _("How it works"), "how-it-works", 30)
        menus.add("footer", _("Privacy policy"), "privacy", 10)
        menus.add("footer", _("Accessibility"), "accessibility", 20)
        menus.add(
            "staff", _("Style guide"), "style-guide", 900, permission=settings.STAFF_PERMISSION, under=menus.PORTAL
        )


class PortalAdminConfig(AdminConfig):
    default_site = "seoul_portal.admin.PortalAdminSite"
