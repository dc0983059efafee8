"""All data about me: read, downloaded, corrected, and destroyed with the account."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import data
from accounts.forms.me import CloseForm, CorrectionForm
from accounts.models import CorrectionRequest
from accounts.workflow import closing, corrections
from casework.lifecycle import Refused
from casework.queries import readers_of
from seoul_portal.access import public, signed_in, staff


@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    """Everything the portal holds about the person, by section."""
    user: Any = request.user
    gathered = data.gathered(user)
    sections = [(section, gathered[section.name]) for section in data.sections()]
    asked = CorrectionRequest.objects.filter(person=user)
    return render(request, "accounts/data.html", {"sections": sections, "asked": asked})


@signed_in
def download(request: HttpRequest) -> HttpResponse:
    """The same as JSON, to keep or to take elsewhere."""
    body: dict[str, Any] = {"made_at": timezone.now(), "portal": request.get_host(), **data.gathered(request.user)}
    response = JsonResponse(body, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="my-data-{timezone.localdate():%Y-%m-%d}.json"'
    response["Cache-Control"] = "no-store"
    return response


@signed_in
def readers(request: HttpRequest) -> HttpResponse:
    """Who has read the person's contact details."""
    page = Paginator(readers_of(request.user), 30).get_page(request.GET.get("page"))
    return render(request, "accounts/readers.html", {"page": page})


@signed_in
def ask_correction(request: HttpRequest) -> HttpResponse:
    """Say what is wrong."""
    user: Any = request.user
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = corrections.ask(user, form.cleaned_data["text"])
        messages.success(request, _("Thank you. You get a message when it is answered."))
        return redirect(asked)
    return render(request, "accounts/ask_correction.html", {"form": form}, status=422 if form.is_bound else 200)


@signed_in
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    """One request, for the person who asked and those who answer."""
    asked = get_object_or_404(CorrectionRequest.objects.visible_to(request.user).select_related("person"), pk=pk)
    return render(request, "accounts/correction.html", {"asked": asked, "own": asked.person_id == request.user.pk})


@staff("accounts.answer_corrections")
def correction_queue(request: HttpRequest) -> HttpResponse:
    """Requests that wait for an answer, the oldest first, then the answered ones."""
    everything = CorrectionRequest.objects.visible_to(request.user).order_by("-state", "asked_at")
    page = Paginator(everything.select_related("person"), 30).get_page(request.GET.get("page"))
    return render(request, "accounts/correction_queue.html", {"page": page})


@signed_in
@reauthentication_required(app="allauth.account")
def close(request: HttpRequest) -> HttpResponse:
    """What is destroyed and what is kept; then the account is closed. Asks for the password first."""
    user: Any = request.user
    objections = data.objections(user)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            closing.close(user)
        except Refused as error:
            objections = error.reasons
        else:
            logout(request)
            return redirect("accounts:closed")
    context = {"form": form, "objections": objections, "sections": data.sections()}
    return render(request, "accounts/close.html", context, status=422 if form.is_bound else 200)


@public
def closed(request: HttpRequest) -> HttpResponse:
    """Goodbye."""
    return render(request, "accounts/closed.html")
