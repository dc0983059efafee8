"""Advice for residents: find an office, see its free hours, book one, and everything about a talk."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.access_record import note_access
from casework.lifecycle import Refused
from proposals.forms.advice import BookForm
from proposals.ics import calendar_of
from proposals.models import Advice
from proposals.queries import hours as reading
from proposals.queries.advice import drafts_of, groups_for, home_for, talks_of
from proposals.views.advice_standing import standing
from proposals.workflow import advice as talks
from seoul_portal.access import ask_second_factor, public, signed_in
from seoul_portal.paging import Keyset, key
from villages import queries as places
from villages.models import Office

PAGE = 20
LONGEST_SEARCH = 40


@public
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest) -> HttpResponseBase:
    """Where to go, and once that is chosen, the free hours of a week. Visitors see them and sign in to book."""
    office_id = key(request.GET.get("office"))
    if office_id is None:
        return _offices(request)
    office = Office.objects.select_related("district").filter(
        pk=office_id, active=True, kind__in=reading.OFFICES_WITH_HOURS
    )
    return _hours(request, get_object_or_404(office))


def _offices(request: HttpRequest) -> HttpResponse:
    """The offices of one's own villages, or those that a search finds."""
    asked = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    found: Any = []
    if asked:
        hit = places.search(asked)
        found = reading.offices_of_places(hit.districts, hit.villages)
    elif request.user.is_authenticated:
        found = reading.offices_near(request.user)
    # For which group or draft one came is carried on.
    carried = [(name, str(pk)) for name in ("proposal", "group") if (pk := key(request.GET.get(name))) is not None]
    context = {"q": asked, "offices": found, "carried": carried, "rest": urlencode(carried)}
    return render(request, "proposals/advice/offices.html", context)


def _hours(request: HttpRequest, office: Office) -> HttpResponseBase:
    posted = request.method == "POST"
    if posted and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    wanted = day_in(request.POST.get("show") or request.POST.get("week") or request.GET.get("week"))
    form = _form(request, office, bound=posted and "show" not in request.POST)
    if form is not None and form.is_bound and form.is_valid():
        made = _book(request, office, form)
        if made is not None:
            return redirect(made)
    context = {
        "office": office,
        "form": form,
        "week": reading.free_week(reading.free_at(office), wanted),
        "chosen": request.POST.get("slot", ""),
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "proposals/advice/book.html", context, status=status)


def _form(request: HttpRequest, office: Office, *, bound: bool) -> BookForm | None:
    user: Any = request.user
    if not user.is_authenticated:
        return None
    # Another week: what was typed comes along, and nothing is complained about yet.
    initial = request.POST.dict() if request.method == "POST" else {"whom": _whom(request)}
    return BookForm(
        request.POST if bound else None, initial=initial, office=office, groups=groups_for(user), drafts=drafts_of(user)
    )


def _whom(request: HttpRequest) -> str | None:
    for name, kind in (("proposal", "draft"), ("group", "group")):
        if (pk := key(request.GET.get(name))) is not None:
            return f"{kind}-{pk}"
    return None


def _book(request: HttpRequest, office: Office, form: BookForm) -> Advice | None:
    values, slot = form.values(), form.cleaned_data["slot"]
    values["village"] = values["group"].village if values["group"] else home_for(request.user, office)
    asks = "ask" in request.POST
    if asks and not values["words"].strip():
        form.add_error("words", _("Please say when you could come, or how we can reach you best."))
    elif not asks and slot is None:
        form.add_error(None, _("Please choose an hour. If none fits, ask for a time below the hours."))
    else:
        try:
            if asks:
                made = talks.request(office, actor=request.user, **values)
                messages.success(request, _("Asked. The office gives you a time within three business days."))
            else:
                made = talks.book(slot, actor=request.user, **values)
                messages.success(request, _("Booked. We look forward to meeting you."))
        except Refused as error:
            form.add_error(None, error.reasons)
        else:
            return made
    return None


def day_in(text: str | None) -> date | None:
    """A day out of an address; nonsense and far times count as none."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if 2020 < day.year < 2100 else None


@signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """My talks and those of my groups, the newest first."""
    page = Keyset(talks_of(request.user), request, size=PAGE)
    return render(request, "proposals/advice/mine.html", {"page": page, "talks": page.rows})


@signed_in
@require_safe
def advice(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One talk: for whoever asked and their group, and for those who advise at the office."""
    talk = _visible(request, pk)
    own = request.user.has_perm("proposals.change_advice", talk)
    if not own and request.user.second_factor_at is None:  # type: ignore[union-attr]
        return ask_second_factor(request)
    advises = not own and request.user.has_perm("proposals.hold_advice", talk)
    contact = advises and "contact" in request.GET
    if contact:
        note_access(request, talk.user, "telephone number and e-mail address")
    draft = talk.proposal
    context = {
        "talk": talk,
        "own": own,
        "advises": advises,
        "contact": contact,
        "standing": standing(talk, own=own),
        "draft": draft if draft is not None and request.user.has_perm("proposals.view_proposal", draft) else None,
    }
    return render(request, "proposals/advice/talk.html", context)


@signed_in
@require_safe
def ics(request: HttpRequest, pk: int) -> HttpResponse:
    """The booked hour for a calendar program."""
    talk = _visible(request, pk)
    if talk.slot is None or talk.state not in ("booked", "held", "noted"):
        raise Http404
    answer = HttpResponse(calendar_of(talk), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="advice-{talk.pk}.ics"'
    return answer


def _visible(request: HttpRequest, pk: int) -> Advice:
    found = Advice.objects.visible_to(request.user).select_related(
        "user", "group__village__district", "proposal__group", "proposal__village", "village__district",
        "office__district", "slot__adviser__person", "adviser__person",
    )  # fmt: skip
    return get_object_or_404(found, pk=pk)
