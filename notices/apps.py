"""Notices: what people are told."""

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = _("Messages and reminders")

    def ready(self) -> None:
        from notices import emails, vitals
        from notices.queries import unread_count
        from seoul_portal import context, menus

        emails.register_kinds()
        vitals.register()
        context.register("unread", lambda request: unread_count(request.user))
        menus.add("me", _("Messages you get"), "notices:channels", 40)
        menus.add("me", _("Calendar of deadlines"), "notices:calendar", 50)
        page, may = "admin:notices_message_operation", settings.ADMIN_PERMISSION
        menus.add("staff", _("How the portal is running"), page, 890, permission=may, under=menus.PORTAL)
