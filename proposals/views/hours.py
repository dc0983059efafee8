"""Hours of advice, by those who offer them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework.attempt import attempted
from casework.lifecycle import Refused
from proposals.forms.hours import PlanForm
from proposals.queries.hours import WEEK, begins, by_day, monday_of, slots_overseen_by
from proposals.views.advice import day_in
from proposals.workflow import hours as offering
from seoul_portal.access import staff
from seoul_portal.paging import key
from seoul_portal.templatetags.portal import day


@staff("proposals.offer_hours")
@require_safe
def hours(request: HttpRequest) -> HttpResponse:
    """The hours of a week: free ones can be taken back, booked ones lead to the talk."""
    mine = request.GET.get("whose") != "all"
    monday = monday_of(day_in(request.GET.get("week")) or timezone.localdate())
    found = slots_overseen_by(request.user, mine=mine).filter(
        starts_at__gte=begins(monday), starts_at__lt=begins(monday + WEEK)
    )
    context = {
        "mine": mine,
        "monday": monday,
        "last": monday + WEEK - timedelta(days=1),
        "days": by_day(found),
        "earlier": monday - WEEK,
        "later": monday + WEEK,
        "now": timezone.now(),
    }
    return render(request, "proposals/advice/hours.html", context)


@staff("proposals.offer_hours")
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest) -> HttpResponse:
    """Offer single hours, or the same ones week after week."""
    form = PlanForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        posting, plan = form.plan()
        try:
            made = offering.offer_hours(posting, plan, actor=request.user)
        except Refused as error:
            form.add_error(None, error.reasons)
        else:
            _say(request, made)
            return redirect(f"{_list()}?week={made.times[0][0]:%Y-%m-%d}")
    return render(request, "proposals/advice/offer.html", {"form": form}, status=422 if form.is_bound else 200)


def _list() -> str:
    return reverse("proposals:hours")


def _say(request: HttpRequest, made: offering.Spread) -> None:
    count = len(made.times)
    said = ngettext(
        "%(count)d hour is offered. Residents can book it now.",
        "%(count)d hours are offered. Residents can book them now.",
        count,
    )
    messages.success(request, said % {"count": count})
    if made.skipped:
        days = ", ".join(strip_tags(day(each)) for each in made.skipped)
        messages.info(request, _("Left out, because offices are closed: %(days)s.") % {"days": days})


@staff("proposals.offer_hours")
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take free hours back."""
    chosen: list[Any] = [found for text in request.POST.getlist("slot") if (found := key(text)) is not None]
    slots = list(slots_overseen_by(request.user, mine=False).filter(pk__in=chosen))
    if not slots:
        messages.error(request, _("Tick the hours that you want to take back."))
    else:
        said = _("Taken back. Nobody had booked them.")
        attempted(request, lambda: offering.withdraw_slots(slots, actor=request.user), said)
    monday = day_in(request.POST.get("week")) or timezone.localdate()
    whose = "all" if request.POST.get("whose") == "all" else "mine"
    return redirect(f"{_list()}?week={monday}&whose={whose}")
