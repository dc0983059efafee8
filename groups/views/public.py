"""The directory of groups and a group's public page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from groups.filters import DirectoryFilter
from groups.queries.directory import listed_groups, public_names
from groups.queries.place import published_by
from seoul_portal.access import public
from seoul_portal.paging import Keyset
from seoul_portal.visitors import Clock, kept_for_visitors

PAGE = 20
# A search ranks a few hundred hits; whoever has not found it among the first fifty adds a word.
HITS = 50


@public
@kept_for_visitors(Clock.DAY)
def directory(request: HttpRequest) -> HttpResponse:
    """Every listed group, narrowed by words, place, theme and state."""
    found = DirectoryFilter(request.GET, queryset=listed_groups())
    words = request.GET.get("q", "").strip()
    context = {"filter": found, "q": words, "narrowed": any(request.GET.get(name) for name in found.filters)}
    if words:
        context |= {"groups": list(found.qs[:HITS]), "most": HITS}
    else:
        page = Keyset(found.qs, request, size=PAGE)
        context |= {"groups": page.rows, "page": page}
    return render(request, "groups/public/directory.html", context)


@public
@kept_for_visitors(Clock.DAY)
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """What the members of a group chose to show."""
    shown: Any = get_object_or_404(listed_groups(), pk=pk)
    names = public_names(shown)
    context = {
        "group": shown,
        "names": names,
        "unnamed": shown.member_count - len(names),
        "published": published_by(shown),
    }
    return render(request, "groups/public/group.html", context)
