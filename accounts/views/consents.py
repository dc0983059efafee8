"""Consents: seen, given and withdrawn, each by itself."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import queries
from accounts.forms.me import NewConsentsForm
from accounts.models import ConsentText
from accounts.views.back import safe_next
from accounts.workflow import consents
from seoul_portal.access import public, signed_in


@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    """Every text in force with the person's answer, and what they agreed to before."""
    given = list(queries.consents_of(request.user))
    open_now = {consent.text_id: consent for consent in given if consent.withdrawn_at is None}
    rows = [(text, open_now.get(text.pk)) for text in queries.texts_in_force()]
    return render(request, "accounts/consents.html", {"rows": rows, "history": given})


@signed_in
@require_POST
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to one text."""
    text = _text(pk)
    consents.give(request.user, [text])
    messages.success(request, _("You agreed: %(title)s") % {"title": text.title})
    return redirect("accounts:consents")


@signed_in
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one consent back. The one on which the account rests leads to the page that closes it."""
    text = get_object_or_404(ConsentText, pk=pk)
    try:
        consents.withdraw(request.user, text.purpose)
    except consents.EndsAccount:
        messages.info(request, _("Your account rests on this consent. It ends when you close your account."))
        return redirect("accounts:close")
    messages.success(request, _("You took your consent back: %(title)s") % {"title": text.title})
    return redirect("accounts:consents")


@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """After sign-in: a required text has a new version. "Not now" goes on, and it is asked again next time."""
    texts = queries.to_be_asked(request.user)
    go_on = safe_next(request)
    if not texts:
        return redirect(go_on)
    form = NewConsentsForm(request.POST or None, texts=texts)
    if request.method == "POST" and form.is_valid():
        consents.give(request.user, form.agreed())
        return redirect(go_on)
    return render(request, "accounts/new_consents.html", {"form": form, "next": go_on})


@public
def text(request: HttpRequest, purpose: str, version: int) -> HttpResponse:
    """One text by itself, for reading before signing up and for keeping its address."""
    found = get_object_or_404(ConsentText, purpose=purpose, version=version)
    return render(request, "accounts/consent_text.html", {"text": found})


def _text(pk: int) -> ConsentText:
    in_force = [text.pk for text in queries.texts_in_force()]
    return get_object_or_404(ConsentText, pk=pk, pk__in=in_force)
