"""App configurations of the frame."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class PortalConfig(AppConfig):
    name = "seoul_portal"


class PortalAdminConfig(AdminConfig):
    default_site = "seoul_portal.admin.PortalAdminSite"
