"""One page on which every step of every lifecycle is confirmed."""

from typing import Any, cast

from django.contrib import messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from casework.acting import acting
from casework.forms import form_class
from casework.lifecycle import Lifecycle, Refused, Step, is_fresh
from seoul_portal.access import ask_second_factor, signed_in


@signed_in
def step(request: HttpRequest, lifecycle: str, pk: int, step: str) -> HttpResponse:
    """Say what a step will do and who will hear of it; on POST, do it and return to the file."""
    found, row, subject = _find(request, lifecycle, pk, step)
    seen = request.POST.get("seen", "")
    if _done_already(found, row, subject, seen):
        return _done_elsewhere(request, subject)
    if not found.permits(row, subject, request.user):
        raise Http404
    user: Any = request.user
    if acting(user, subject).posting_id and user.second_factor_at is None:
        return ask_second_factor(request)  # this page takes steps of staff as well as of residents
    here = str(getattr(subject, found.field))
    form = form_class(row)(
        request.POST or None,
        request.FILES or None,
        # A page may say which version of the file it showed, for steps that act on exactly that.
        initial={"seen": here} | {name: request.GET[name] for name in ("version",) if name in request.GET},
        step=row,
        subject=subject,
        actor=request.user,
    )
    refused = found.missing(row, subject, request.user) if here in row.sources else [found.too_late(subject)]
    if request.method == "POST" and form.is_valid():
        try:
            found.perform(subject, row.name, actor=request.user, **form.values())
        except Refused as error:
            subject.refresh_from_db()
            if _done_already(found, row, subject, seen):
                return _done_elsewhere(request, subject)
            refused = error.reasons
        else:
            messages.success(request, _("Done: %(step)s.") % {"step": row.label})
            return HttpResponseRedirect(_address(subject))
    context = {
        "step": row,
        "subject": subject,
        "state": found.states(here).label,
        "form": form,
        "refused": refused,
        "stale": row.fresh_second_factor and not is_fresh(request.user),
        "back": _address(subject),
    }
    status = 200 if request.method != "POST" else 409 if refused else 422
    return render(request, "casework/step.html", context, status=status)


def _done_already(lifecycle: Lifecycle[Any], row: Step, subject: models.Model, seen: str) -> bool:
    """Whether this is the second half of a double click, or somebody was quicker: what was wanted is true."""
    state = getattr(subject, lifecycle.field)
    return seen in row.sources and state == row.target and state not in row.sources


def _done_elsewhere(request: HttpRequest, subject: models.Model) -> HttpResponse:
    messages.info(request, _("This is done already."))
    return HttpResponseRedirect(_address(subject))


def _find(request: HttpRequest, name: str, pk: int, step_name: str) -> tuple[Lifecycle[Any], Step, models.Model]:
    lifecycle = Lifecycle.registered.get(name)
    if lifecycle is None or step_name not in lifecycle.performers:
        raise Http404
    row = lifecycle.steps[step_name]
    manager: Any = lifecycle.model._default_manager
    return lifecycle, row, get_object_or_404(manager.visible_to(request.user), pk=pk)


def _address(subject: models.Model) -> str:
    return cast(Any, subject).get_absolute_url()
