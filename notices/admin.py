"""Django admin: ladders, calendar and dead letters. The words of messages are between the portal and their readers."""

from functools import cached_property
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from notices import vitals
from notices.enums import MessageState
from notices.models import Broadcast, Heartbeat, Ladder, LadderStep, LocalException, Message, Reminder
from notices.workflow import outbox
from seoul_portal import health
from seoul_portal.admin import ReadOnlyAdmin, RecordedAdmin

COUNTED = 10_000
DEAD_SHOWN = 100


_PARTS = {
    "database": _("Database"),
    "redis": "Redis",
    "worker": _("Worker"),
    "beat": _("Clock (beat)"),
    "outbox": _("Outbox"),
}


class ShortPaginator(Paginator):
    """Counts no further than anybody turns pages: the archive grows without end."""

    @cached_property
    def count(self) -> int:
        return self.object_list[:COUNTED].count()  # type: ignore[attr-defined]


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "kind", "channel", "recipient", "masked", "state", "attempts", "error")
    list_filter = ("state", "channel", "kind")
    search_fields = ("=recipient__email", "=address")
    search_help_text = _("The whole e-mail address")
    list_select_related = ("recipient",)
    show_full_result_count = False
    paginator = ShortPaginator
    fields = (
        "created_at", "kind", "channel", "recipient", "masked", "language", "due", "state", "attempts",
        "next_attempt_at", "error", "sent_at", "message_id",
    )  # fmt: skip
    readonly_fields = ("masked",)
    actions = ("resend",)

    @admin.display(description=_("address"))
    def masked(self, message: Message) -> str:
        """Enough of the address to see a typing mistake in its domain, not enough to write to it."""
        name, at, domain = message.address.partition("@")
        return f"{name[:2]}…{at}{domain}" if message.address else ""

    def get_urls(self) -> list[URLPattern]:
        operation = path("operation/", self.admin_site.admin_view(self.operation), name="notices_message_operation")
        return [operation, *super().get_urls()]

    def operation(self, request: HttpRequest) -> HttpResponse:
        """How the work behind the pages is doing, and the letters that could not be delivered, to try again."""
        if not self._may(request):
            raise PermissionDenied
        dead = Message.objects.filter(state=MessageState.FAILED).select_related("recipient")[:DEAD_SHOWN]
        if request.method == "POST":
            chosen = set(request.POST.getlist("message"))
            self.resend(request, dead.model.objects.filter(pk__in=[m.pk for m in dead if str(m.pk) in chosen]))
            return redirect("admin:notices_message_operation")
        context = {
            **self.admin_site.each_context(request),
            "title": _("How the portal is running"),
            "parts": [(_PARTS[name], said) for name, said in (health.needed() | health.behind()).items()],
            "queued": vitals.queued(),
            "waiting": [(MessageState(state).label, count) for state, count in vitals.waiting().items()],
            "overdue": int(vitals.overdue().total_seconds()),
            "heartbeats": Heartbeat.objects.all(),
            "dead": [(message, self.masked(message)) for message in dead],
            "shown": DEAD_SHOWN,
        }
        return TemplateResponse(request, "notices/admin/operation.html", context)

    @admin.action(description=_("Send failed messages again"))
    def resend(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        count = outbox.resend(queryset, actor=request.user)
        text = ngettext("%(count)s message will be sent again.", "%(count)s messages will be sent again.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS if count else messages.WARNING)


@admin.register(Broadcast)
class BroadcastAdmin(ReadOnlyAdmin):
    list_display = ("name", "object_id", "told", "begun_at", "done_at")


@admin.register(Ladder)
class LadderAdmin(RecordedAdmin):
    list_display = ("name", "label")


@admin.register(LadderStep)
class LadderStepAdmin(RecordedAdmin):
    deletable = True
    list_display = ("ladder", "offset_days", "audience", "adjustment")
    list_filter = ("ladder",)
    list_select_related = ("ladder",)


@admin.register(LocalException)
class LocalExceptionAdmin(RecordedAdmin):
    deletable = True
    list_display = ("day", "name", "working")


@admin.register(Reminder)
class ReminderAdmin(ReadOnlyAdmin):
    list_display = ("at", "source", "object_id", "due_on", "audience", "offset_days", "told")
    list_filter = ("source", "audience")
    search_fields = ("=object_id",)
    show_full_result_count = False
    paginator = ShortPaginator


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlyAdmin):
    list_display: Any = ("name", "at", "result")
