"""Inbox, desk, channels, calendar, and the demonstration's mail."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST, require_safe

from notices import deadlines, feed, kinds, queries, unsubscribing
from notices.enums import Channel
from notices.forms import ChannelForm
from notices.workflow import personal
from seoul_portal.access import public, signed_in
from seoul_portal.paging import Keyset, key

# Messages shown beside the deadlines on the desk.
ON_DESK = 5


@signed_in
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What I must do, by when; what is new; and what upper floors put here."""
    unread = list(queries.inbox(request.user, show="unread")[:ON_DESK])
    context = {"deadlines": deadlines.deadlines_of(request.user), "unread": unread}
    return render(request, "notices/desk.html", context)


@signed_in
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """A person's messages, the newest first."""
    show = request.GET.get("show", "all")
    if show not in queries.FILTERS:
        show = "all"
    page = Keyset(queries.inbox(request.user, show=show), request, size=queries.PAGE)
    newest = page.rows[0].pk if page.rows else 0
    context = {"page": page, "show": show, "filters": queries.FILTERS.items(), "newest": newest}
    return render(request, "notices/inbox.html", context)


@signed_in
@require_safe
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message; opening it marks it read."""
    found = get_object_or_404(queries.inbox(request.user), pk=pk)
    if request.method == "GET":
        personal.mark_read(found)
    return render(request, "notices/message.html", {"message": found})


@signed_in
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything read that the person had on the page."""
    count = personal.mark_all_read(request.user, up_to=key(request.POST.get("up_to")) or 0)
    text = ngettext("%(count)s message was marked as read.", "%(count)s messages were marked as read.", count)
    messages.success(request, text % {"count": count})
    return redirect("inbox")


@signed_in
def channels(request: HttpRequest) -> HttpResponse:
    """Which messages reach the person outside the portal."""
    form = ChannelForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        personal.choose(request.user, form.choices(), actor=request.user)
        messages.success(request, _("Saved. You will hear from us as you chose."))
        return redirect("notices:channels")
    return render(request, "notices/channels.html", {"form": form})


@signed_in
def calendar(request: HttpRequest) -> HttpResponse:
    """The secret address of the person's calendar: make it, renew it, take it away."""
    if request.method == "POST":
        if request.POST.get("do") == "revoke":
            personal.revoke_feed(request.user)
            messages.success(request, _("The calendar address no longer works."))
        else:
            personal.make_feed(request.user)
            messages.success(request, _("Your calendar has a new address."))
        return redirect("notices:calendar")
    found = queries.own_feed(request.user)
    return render(request, "notices/calendar.html", {"address": feed.address(found) if found else ""})


@public
@require_safe
def feed_file(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind a secret address. Unchanged calendars are answered in a few bytes."""
    found = queries.feed_of(token)
    if found is None:
        raise Http404
    content, tag = feed.calendar(found.user)
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="deadlines.ics"'
    response["ETag"] = tag
    response["Cache-Control"] = "private, max-age=900"
    response["X-Robots-Tag"] = "noindex"
    return response


@public
@csrf_exempt  # RFC 8058: mail programs post here without a cookie; the token is what authorises
@never_cache
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Switch off one group of e-mails, by the link in one of them."""
    read = unsubscribing.read(token)
    person: Any = get_user_model()._default_manager.filter(pk=read[0], is_active=True).first() if read else None
    if read is None or person is None or read[1] not in kinds.groups():
        raise Http404
    group = read[1]
    if request.method == "POST":
        personal.choose(person, {(group, Channel.EMAIL): False}, actor=person)
    context = {"group": kinds.group_label(group), "done": request.method == "POST"}
    return render(request, "notices/unsubscribe.html", context)


@public
@require_GET
@never_cache
def demo_mail(request: HttpRequest) -> HttpResponse:
    """The latest e-mails to anybody, so that a stranger can try the portal without a mailbox. Demonstrations only."""
    if not settings.SHOW_MAIL:
        raise Http404
    address = request.GET.get("address", "").replace("\0", "").strip()
    page = Keyset(queries.outgoing_mail(address), request, size=queries.PAGE)
    response = render(
        request, "notices/demo_mail.html", {"page": page, "address": address, "here": reverse("demo-mail")}
    )
    response["X-Robots-Tag"] = "noindex"
    return response
