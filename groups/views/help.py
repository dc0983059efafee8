"""A quiet word to an adviser."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from casework.lifecycle import Refused
from groups.forms.help import HelpForm
from groups.models import HelpNote
from groups.views.room import in_room, members_only
from groups.workflow import help as helping
from seoul_portal.access import signed_in


@signed_in
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to one adviser; whoever has an open note is led to it."""
    group = members_only(request, pk)
    user: Any = request.user
    written = HelpNote.objects.open().filter(group=group, user=user).first()
    if written is not None:
        return redirect(written)
    form = HelpForm(request.POST or None, group=group)
    if request.method == "POST" and form.is_valid():
        try:
            note = helping.write(group, actor=user, **form.cleaned_data)
        except Refused as error:
            form.add_error(None, error.reasons)
        else:
            messages.success(request, _("Sent. Only the adviser you chose can read it."))
            return redirect(note)
    nobody = not form.fields["adviser"].queryset.exists()  # type: ignore[attr-defined]
    context = in_room(request, group, form=form, nobody=nobody)
    return render(request, "groups/help/write.html", context, status=422 if form.is_bound else 200)


@signed_in
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """One note, for the two people whom it concerns."""
    found = HelpNote.objects.visible_to(request.user).select_related("group__village__district", "user")
    return render(request, "groups/help/note.html", {"note": get_object_or_404(found, pk=pk)})
