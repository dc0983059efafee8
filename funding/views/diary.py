"""The diary of a project."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework.attempt import attempted
from casework.lifecycle import Refused
from funding.forms.spending import ActivityForm
from funding.models import Activity, Award
from funding.queries.spending import diary_of, heads, is_spending_open, to_take_over
from funding.views import reading
from funding.workflow import diary as workflow
from seoul_portal.access import signed_in
from seoul_portal.files import download
from seoul_portal.paging import Ordered

PAGE = 50


@signed_in
@require_safe
@reading.opened(reading.awards)
def diary(request: HttpRequest, award: Award) -> HttpResponse:
    """What happened, the newest first, and how many came."""
    page = Ordered(diary_of(award), request, field="on", size=PAGE, descending=True)
    user: Any = request.user
    may_write = user.has_perm("funding.write_diary", award) and is_spending_open(award)
    context = {
        "award": award,
        "page": page,
        "to_take_over": list(to_take_over(award)[:PAGE]) if may_write else [],
        "activities": page.rows,
        "heads": heads(award),
        "is_member": award.belongs_to(user),
        "may_write": may_write,
    }
    return render(request, "funding/diary/list.html", context)


@signed_in
@require_POST
@reading.opened(reading.awards, may="funding.write_diary")
def take_over(request: HttpRequest, award: Award) -> HttpResponse:
    """What the group wrote into its own diary, so that nobody types it twice."""
    attempted(
        request,
        lambda: workflow.take_over(award, actor=request.user),
        lambda count: ngettext("%d day was taken over.", "%d days were taken over.", count) % count,
    )
    return redirect("funding:diary", award.pk)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@reading.opened(reading.awards, may="funding.write_diary")
def new_activity(request: HttpRequest, award: Award) -> HttpResponse:
    """A new line of the diary."""
    return _write(request, award, None)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@reading.opened(reading.activities, may="funding.write_diary")
def change_activity(request: HttpRequest, activity: Activity) -> HttpResponse:
    """Correct a line of the diary."""
    if activity.removed_at:
        raise Http404
    return _write(request, activity.award, activity)


def _write(request: HttpRequest, award: Award, activity: Activity | None) -> HttpResponse:
    form = ActivityForm(request.POST or None, request.FILES or None, instance=activity)
    if request.method == "POST" and form.is_valid():
        try:
            photo = form.cleaned_data["photo"]
            if activity is None:
                workflow.write(award, form.values(), actor=request.user, photo=photo)
            else:
                workflow.change(activity, form.values(), actor=request.user, photo=photo)
        except Refused as error:
            form.add_error(None, error.reasons)
        else:
            messages.success(request, _("Written down. Your reports are made of it."))
            return redirect("funding:diary", award.pk)
    context = {"award": award, "form": form, "activity": activity}
    return render(request, "funding/diary/activity.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_POST
@reading.opened(reading.activities, may="funding.write_diary")
def remove_activity(request: HttpRequest, activity: Activity) -> HttpResponse:
    """Take a line out of the diary."""
    attempted(request, lambda: workflow.take_out(activity, actor=request.user), _("Taken out of the diary."))
    return redirect("funding:diary", activity.award_id)


@signed_in
@require_safe
@reading.opened(reading.activities)
def activity_photo(request: HttpRequest, activity: Activity) -> HttpResponseBase:
    """The photograph, to save."""
    return download(activity.photo, activity.photo_name, "application/octet-stream")
