"""Notices: what people are told."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = _("Messages and reminders")

    def ready(self) -> None:
        from notices import emails
        from notices.queries import unread_count
        from seoul_portal import context, menus

        emails.register_kinds()
        context.register("unread", lambda request: unread_count(request.user))
        menus.add("me", _("Messages you get"), "notices:channels", 40)
        menus.add("me", _("Calendar of deadlines"), "notices:calendar", 50)
