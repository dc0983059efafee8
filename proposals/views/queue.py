"""The queue of an office, its saved views, and the next file."""

from __future__ import annotations

from datetime import date
from functools import cache, cached_property
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from crispy_forms.templatetags.crispy_forms_filters import as_crispy_form
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from notices.calendar import BusinessDays
from proposals.enums import ProposalState, Side
from proposals.filters import WAITING, QueueFilter
from proposals.forms.triage import SavedViewForm
from proposals.models import Proposal, SavedView
from proposals.queries.queue import IN_WORK, VIEWS, aside_of, next_file, queue_of, rows, waits_on
from seoul_portal.access import staff
from seoul_portal.paging import Ordered
from seoul_portal.parts import kept
from seoul_portal.rows import address_of
from seoul_portal.search import highlight
from seoul_portal.templatetags.portal import day
from villages.rules import standing_of

PAGE = 30
HITS = 50
MOST_VIEWS = 20
KEPT_IN_VIEW = ("q", "state", "waiting", "call", "place", "assigned", "late", "order")


@cache
def _labels(_language: str | None) -> tuple[dict[str, str], dict[str, str]]:
    """On whom a file may wait, and the states, in the present language."""
    return {name: str(label) for name, label in WAITING}, {value: str(label) for value, label in ProposalState.choices}


class Lines:
    """Files of the queue as plain values to print: what many lines share is worked out once."""

    def __init__(self, words: str) -> None:
        self._said = (lambda text: highlight(text, words)) if words else str
        self._today = timezone.localdate()
        self._days = BusinessDays.load()
        self._address = address_of("proposals:file")
        self._waiting, self._states = _labels(get_language())
        self._day, self._age = cache(day), cache(self._age_since)

    def of(self, file: Any) -> dict[str, Any]:
        in_work = file.state in IN_WORK
        return {
            "pk": file.pk,
            "url": self._address.format(file.pk),
            "title": self._said(str(file)),
            "number": self._said(file.number),
            "group": self._said(file.group_name),
            "place": file.place_name,
            "call": file.call_title,
            "state": "" if in_work else self._states[file.state],
            "age": self._age(timezone.localdate(file.submitted_at)) if in_work else "–",
            "waiting": self._waiting[waits_on(file)],
            "due": self._day(file.acts_by) if in_work else "–",
            "late": in_work and file.acts_by is not None and file.acts_by < self._today,
            "asks": file.last_side == Side.GROUP,
            "assignee": file.assignee,
        }

    def _age_since(self, since: date) -> str:
        number = self._days.between(since, self._today)
        return ngettext("%(days)s business day", "%(days)s business days", number) % {"days": number}


class Narrowing(NamedTuple):
    """What choices come to: the filters as printed, what is searched for, and whether all that is found is in work."""

    form: SafeString
    words: str
    in_work: bool


class Listing:
    """The queue as one address asks for it. The form and the question of what is asked often are kept, no answer."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._user: Any = request.user
        self.aside = aside_of(self._user)
        self.query = _query(request)
        self.order = request.GET.get("order", "")
        self._key = ("queue", *standing_of(self._user), get_language(), self.query, self.order)
        self.form, self.words, self.in_work = kept((*self._key, self.aside.choices), self._narrow)

    @cached_property
    def _filter(self) -> QueueFilter:
        found = rows(queue_of(self._user))
        return QueueFilter(self._request.GET, aside=self.aside, user=self._user, queryset=found)

    def _narrow(self) -> Narrowing:
        return Narrowing(as_crispy_form(self._filter.form), self._filter.words, self._filter.in_work)

    @cached_property
    def page(self) -> Ordered | None:
        """What is in work by the day it is due, unless the oldest are wanted first; the archive from its newest end."""
        if self.words:
            return None
        oldest = self.order == "oldest"
        field = "acts_by" if self.in_work and not oldest else "submitted_at"
        descending = not self.in_work and not oldest
        found: Any = SimpleLazyObject(lambda: self._filter.qs)  # put together only where its SQL is not known yet
        return Ordered(found, self._request, field=field, size=PAGE, descending=descending, prepared=self._key)

    @property
    def files(self) -> list[Any]:
        return list(self._filter.qs[:HITS]) if self.page is None else self.page.rows


@staff("proposals.use_queue")
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Files of my places: what is late or due first, or whatever is chosen."""
    found = Listing(request)
    lines = Lines(found.words)
    context = {
        "found": found,
        "q": found.words,
        "lines": [lines.of(file) for file in found.files],
        "page": found.page,
        "most": HITS,
        "views": [(view, found.aside.counts[view.name], view.query == found.query) for view in VIEWS],
        "saved": [(pk, name, kept, kept == found.query) for pk, name, kept in found.aside.saved],
        "query": found.query,
        "order": found.order,
        "in_work": found.in_work,
    }
    return render(request, "proposals/triage/queue.html", context)


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
                messages.error(request, str(error))
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
