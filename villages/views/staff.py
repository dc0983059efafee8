"""Staff pages: my postings, my offices and who works there, the counter's queue of identity visits."""

from __future__ import annotations

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.access_record import note_access
from casework.lifecycle import Refused
from seoul_portal.access import signed_in, staff
from villages import queries, rules
from villages.enums import PostingState
from villages.filters import OfficeFilter, PostingFilter
from villages.forms import HoursFormSet, OfficeForm, ProposeForm, SpecialDayFormSet
from villages.handover import count_open
from villages.models import IdentityVisit, Office, Posting
from villages.workflow import posting as postings
from villages.workflow.office import change_office

PER_PAGE = 50


@staff("villages.use_staff_pages")
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """My postings, and what waits in my offices."""
    context = {
        "postings": rules.active_postings(request.user),
        "mine": queries.visit_queue(request.user).filter(assigned_to__person=request.user.pk)[:PER_PAGE],
        "unassigned": queries.visit_queue(request.user).filter(assigned_to=None)[:PER_PAGE],
        "at_counter": request.user.has_perm("villages.take_identityvisit"),
    }
    return render(request, "villages/staff/start.html", context)


@staff("villages.view_office_desk")
@require_safe
def offices(request: HttpRequest) -> HttpResponse:
    """The offices I work at or oversee."""
    found = OfficeFilter(request.GET, queryset=queries.offices_overseen_by(request.user))
    page = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "villages/staff/offices.html", {"filter": found, "page": page})


@staff("villages.view_office_desk")
@require_safe
def office_desk(request: HttpRequest, pk: int) -> HttpResponse:
    """One office: its people, and what is proposed."""
    office = _office(request, "villages.view_office_desk", pk)
    context = {
        "office": office,
        "postings": office.postings.open().select_related("person").order_by("role", "starts_on", "pk"),
        "waiting": IdentityVisit.objects.waiting().filter(office=office).count(),
        "may_propose": request.user.has_perm("villages.propose_posting", office),
    }
    return render(request, "villages/staff/office_desk.html", context)


@staff("villages.change_office")
@require_http_methods(["GET", "HEAD", "POST"])
def edit_office(request: HttpRequest, pk: int) -> HttpResponse:
    """Contact, address and opening hours of an office."""
    office = _office(request, "villages.change_office", pk)
    data = request.POST or None
    form = OfficeForm(data, instance=office)
    hours = HoursFormSet(data, instance=office, prefix="hours")
    special = SpecialDayFormSet(data, instance=office, prefix="special")
    forms: list[Any] = [form, hours, special]
    if request.method == "POST" and all([each.is_valid() for each in forms]):  # noqa: C419 - every one shows its errors
        change_office(office, form, (hours, special), actor=request.user)
        messages.success(request, _("Saved. Residents see it at once."))
        return redirect("villages:office-desk", office.pk)
    context = {"office": office, "form": form, "hours": hours, "special": special}
    return render(request, "villages/staff/edit_office.html", context, status=422 if request.method == "POST" else 200)


@staff("villages.propose_posting")
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a role at an office to somebody."""
    office = _office(request, "villages.propose_posting", pk)
    form = ProposeForm(request.POST or None, office=office, actor=request.user)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            posting = postings.propose(
                values["person"],
                office,
                values["role"],
                actor=request.user,
                starts_on=values["starts_on"],
                ends_on=values["ends_on"],
                duties=values["duties"],
            )
        except Refused as error:
            for reason in error.reasons:
                form.add_error(None, reason)
        else:
            messages.success(request, _("Proposed. The person was told and has to accept."))
            return redirect(posting)
    context = {"office": office, "form": form}
    return render(request, "villages/staff/propose.html", context, status=422 if form.errors else 200)


@staff("villages.view_office_desk")
@require_safe
def posting_list(request: HttpRequest) -> HttpResponse:
    """Every posting I may see, newest first."""
    visible = Posting.objects.visible_to(request.user).select_related("person", "office").order_by("-pk")
    found = PostingFilter(request.GET, queryset=visible)
    page = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "villages/staff/postings.html", {"filter": found, "page": page})


@signed_in
@require_safe
def posting(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One posting: my own, also before I accept it; those of others are staff pages."""
    found = get_object_or_404(
        Posting.objects.visible_to(request.user).select_related("office", "person", "successor"), pk=pk
    )
    if found.person_id == request.user.pk:
        return _posting_page(request, found)
    return _others_posting(request, found)


@staff("villages.use_staff_pages")
def _others_posting(request: HttpRequest, found: Posting) -> HttpResponse:
    note_access(request, found.person, "e-mail address")
    return _posting_page(request, found)


def _posting_page(request: HttpRequest, found: Posting) -> HttpResponse:
    context = {
        "posting": found,
        "is_own": found.person_id == request.user.pk,
        "open_work": count_open(found) if found.state == PostingState.ACTIVE else 0,
        "lacks_second_factor": found.state == PostingState.PROPOSED and not is_mfa_enabled(found.person),
    }
    return render(request, "villages/posting.html", context)


@staff("villages.take_identityvisit")
@require_safe
def visit_queue(request: HttpRequest) -> HttpResponse:
    """Who waits at my counter."""
    visits = queries.visit_queue(request.user)
    whose = request.GET.get("whose", "all")
    if whose == "mine":
        visits = visits.filter(assigned_to__person=request.user.pk)
    elif whose == "unassigned":
        visits = visits.filter(assigned_to=None)
    page = Paginator(visits, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "villages/staff/visits.html", {"page": page, "whose": whose})


@signed_in
@require_safe
def visit(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One identity visit: my own request, or one at my counter."""
    visible = IdentityVisit.objects.visible_to(request.user)
    found = get_object_or_404(visible.select_related("office", "person", "assigned_to__person"), pk=pk)
    if found.person_id == request.user.pk:
        return render(request, "villages/my_visit.html", {"visit": found})
    return _visit_at_counter(request, found)


@staff("villages.use_staff_pages")
def _visit_at_counter(request: HttpRequest, found: IdentityVisit) -> HttpResponse:
    note_access(request, found.person, "name and e-mail address")
    return render(request, "villages/staff/visit.html", {"visit": found})


def _office(request: HttpRequest, permission: str, pk: int) -> Office:
    office: Any = get_object_or_404(Office.objects.select_related("district"), pk=pk)
    if not request.user.has_perm(permission, office):
        raise Http404
    return office
