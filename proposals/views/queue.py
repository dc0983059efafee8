"""The queue of an office, its saved views, and the next file."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from notices.calendar import BusinessDays
from proposals.filters import WAITING, QueueFilter
from proposals.forms.triage import SavedViewForm
from proposals.models import Proposal, SavedView
from proposals.queries.queue import IN_WORK, VIEWS, aside_of, next_file, queue_of, rows, waits_on
from seoul_portal.access import staff
from seoul_portal.paging import Ordered

PAGE = 30
HITS = 50
MOST_VIEWS = 20
KEPT_IN_VIEW = ("q", "state", "waiting", "call", "place", "assigned", "late", "order")


class Line:
    """One file of the queue as it is printed."""

    def __init__(self, file: Any, days: BusinessDays, today: date) -> None:
        self.file = file
        self.waiting = dict(WAITING)[waits_on(file)]
        self.is_in_work = file.state in IN_WORK
        self.age = days.between(timezone.localdate(file.submitted_at), today) if self.is_in_work else None
        self.is_late = self.is_in_work and file.acts_by is not None and file.acts_by < today
        self.has_question = file.last_side == "group"


@staff("proposals.use_queue")
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Files of my places: what is late or due first, or whatever is chosen."""
    user: Any = request.user
    aside = aside_of(user)
    found = QueueFilter(request.GET, aside=aside, user=user, queryset=rows(queue_of(user)))
    page = None
    if found.words:
        files = list(found.qs[:HITS])
    else:
        page = Ordered(found.qs, request, size=PAGE, **_order(request, found))
        files = page.rows
    days, today = BusinessDays.load(), timezone.localdate()
    query = _query(request)
    context = {
        "filter": found,
        "q": found.words,
        "lines": [Line(file, days, today) for file in files],
        "page": page,
        "most": HITS,
        "views": [(view, aside.counts[view.name], view.query == query) for view in VIEWS],
        "saved": [(pk, name, kept, kept == query) for pk, name, kept in aside.saved],
        "query": query,
        "order": request.GET.get("order", ""),
        "in_work": found.in_work,
        "today": today,
    }
    return render(request, "proposals/triage/queue.html", context)


def _order(request: HttpRequest, found: QueueFilter) -> dict[str, Any]:
    """What is in work by the day it is due, unless the oldest are wanted first; the archive from its newest end."""
    if not found.in_work:
        return {"field": "submitted_at", "descending": request.GET.get("order") != "oldest"}
    return {"field": "submitted_at" if request.GET.get("order") == "oldest" else "acts_by"}


def _query(request: HttpRequest) -> str:
    """The choices of the present address, in one order and without the page."""
    return urlencode([(name, request.GET[name]) for name in KEPT_IN_VIEW if request.GET.get(name)])


@staff("proposals.use_queue")
@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the filters of the queue under a name."""
    user: Any = request.user
    typed = dict(parse_qsl(request.POST.get("query", "")[:500]))
    query = urlencode([(name, typed[name]) for name in KEPT_IN_VIEW if typed.get(name)])[:500]
    form = SavedViewForm(request.POST, instance=SavedView(user=user, query=query))
    if SavedView.objects.filter(user=user).count() >= MOST_VIEWS:
        messages.error(request, _("You have %d views. Please remove one first.") % MOST_VIEWS)
    elif form.is_valid():
        form.save()
        messages.success(request, _("Saved. You find it above the list."))
    else:
        for errors in form.errors.values():
            for error in errors:
                messages.error(request, error)
    return redirect(f"{reverse('proposals:queue')}?{query}")


@staff("proposals.use_queue")
@require_POST
def remove_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a saved view."""
    get_object_or_404(SavedView, user=request.user, pk=pk).delete()
    messages.success(request, _("The view is gone. The files are where they were."))
    return redirect("proposals:queue")


@staff("proposals.use_queue")
@require_safe
def following(request: HttpRequest, pk: int) -> HttpResponse:
    """From a file to the next one that waits for the office."""
    file = get_object_or_404(Proposal.objects.visible_to(request.user), pk=pk, submitted_at__isnull=False)
    found = next_file(request.user, file)
    if found is None:
        messages.info(request, _("No other file waits for the office. Well done."))
        return redirect("proposals:queue")
    return redirect("proposals:file", found)
