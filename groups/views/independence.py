"""Declaring ties to government, replying to signals, and the page on which an office reads both."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from groups.forms.independence import DeclarationForm
from groups.models import Group, Signal
from groups.queries.independence import kinds_of
from groups.views.room import in_room, members_only
from groups.views.seen import sentences
from groups.workflow import independence
from seoul_portal.access import signed_in, staff
from seoul_portal.paging import Keyset

PAGE = 30


@signed_in
def declaration(request: HttpRequest) -> HttpResponse:
    """One's own ties to government, readable by oneself alone."""
    form = DeclarationForm(request.POST or None, initial={"kinds": kinds_of(request.user)})
    if request.method == "POST" and form.is_valid():
        independence.declare(request.user, form.cleaned_data["kinds"])
        messages.success(request, _("Your declaration is kept. Thank you for being open."))
        return redirect("groups:declaration")
    return render(request, "groups/independence/declaration.html", {"form": form})


@signed_in
def own(request: HttpRequest, pk: int) -> HttpResponse:
    """What the portal noticed about this group, for its members."""
    group = members_only(request, pk)
    signals = sentences(Signal.objects.visible_to(request.user).filter(group=group))
    return render(request, "groups/independence/own.html", in_room(request, group, signals=signals))


@signed_in
def signal(request: HttpRequest, pk: int) -> HttpResponse:
    """One signal with the group's reply, for members and for those who decide."""
    found = Signal.objects.visible_to(request.user).select_related("group__village__district")
    one = sentences([get_object_or_404(found, pk=pk)])[0]
    return render(request, "groups/independence/signal.html", {"signal": one, "group": one.signal.group})


@staff("groups.watch_independence")
def watch(request: HttpRequest) -> HttpResponse:
    """Signals that wait for a decision, in the places of the signed-in officer."""
    waiting = Signal.objects.visible_to(request.user).filter(state__in=["told", "answered"])
    mine = Group.objects.of(request.user).values("pk")
    found = waiting.exclude(group__in=mine).select_related("group__village__district").order_by("-id")
    page = Keyset(found, request, size=PAGE)
    return render(request, "groups/independence/watch.html", {"signals": sentences(page.rows), "page": page})


@staff("groups.watch_independence")
def of_group(request: HttpRequest, pk: int) -> HttpResponse:
    """The independence page of one group, for staff. That it was read stands in the group's history."""
    group = get_object_or_404(Group.objects.visible_to(request.user).select_related("village__district"), pk=pk)
    if group.belongs_to(request.user):
        raise Http404
    signals = [
        one for one in Signal.objects.visible_to(request.user).filter(group=group)
        if request.user.has_perm("groups.watch_independence", one)
    ]  # fmt: skip
    independence.record_reading(group, request.user)
    return render(request, "groups/independence/of_group.html", {"group": group, "signals": sentences(signals)})
