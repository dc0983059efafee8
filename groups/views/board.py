"""The board and its files."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casework.lifecycle import Refused
from groups.forms.place import PostForm
from groups.models import Post
from groups.queries.place import file_for, posts_of
from groups.views.room import in_room, members_only
from groups.workflow import place
from seoul_portal.access import signed_in
from seoul_portal.files import download
from seoul_portal.paging import Keyset

PAGE = 20


@signed_in
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """What members write to each other."""
    group = members_only(request, pk)
    form = PostForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            place.write_post(group, actor=request.user, **form.cleaned_data)
        except Refused as error:
            form.add_error(None, error.reasons)
        else:
            messages.success(request, _("Your words stand on the board."))
            return redirect("groups:board", group.pk)
    page = Keyset(posts_of(group), request, size=PAGE)
    context = in_room(request, group, form=form, posts=page.rows, page=page)
    return render(request, "groups/place/board.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own words back."""
    post = get_object_or_404(Post.objects.visible_to(request.user), pk=pk)
    place.remove_post(post, actor=request.user)
    messages.success(request, _("Your words and files are gone from the board."))
    return redirect("groups:board", post.group_id)


@signed_in
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file from the board, to save."""
    found = get_object_or_404(file_for(request.user, pk))
    return download(found.file, found.name, found.content_type)
