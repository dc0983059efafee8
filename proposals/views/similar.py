"""Similar ideas: for members, groups to meet; for whoever checks, texts to read side by side."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from proposals.models import Proposal
from proposals.queries.similar import Match, neighbours_of, similar_to, text_of, with_content
from seoul_portal.access import signed_in, staff

AROUND = 40


class Pair(NamedTuple):
    """A shared passage with a little of what stands around it, here and there."""

    here: SafeString
    there: SafeString


@staff("proposals.use_queue")
@require_safe
def similar(request: HttpRequest, pk: int) -> HttpResponse:
    """Submitted proposals whose words or idea are close to this one's, with what they share side by side."""
    user: Any = request.user
    seen = Proposal.objects.visible_to(user).filter(submitted_at__isnull=False)
    file = get_object_or_404(with_content(seen).select_related("group", "village__district", "call"), pk=pk)
    if not user.has_perm("proposals.see_similar_for_staff", file):
        raise Http404
    matches = similar_to(file)
    readable = set(seen.filter(pk__in=[each.proposal.pk for each in matches]).values_list("pk", flat=True))
    text = text_of(file)
    context = {
        "file": file,
        "matches": [(each, _pairs(text, each), each.proposal.pk in readable) for each in matches],
    }
    return render(request, "proposals/triage/similar.html", context)


def _pairs(text: str, match: Match) -> list[Pair]:
    return [Pair(_marked(text, each.here), _marked(match.text, each.there)) for each in match.likeness.passages[:8]]


def _marked(text: str, passage: tuple[int, int]) -> SafeString:
    start, end = passage
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return format_html(
        "{}{}<mark>{}</mark>{}{}",
        "…" * (start > AROUND), before, text[start:end], after, "…" * (end + AROUND < len(text)),
    )  # fmt: skip


@signed_in
@require_safe
def neighbours(request: HttpRequest, pk: int) -> HttpResponse:
    """Groups nearby with a similar idea: perhaps you want to meet."""
    own = Proposal.objects.of(request.user).select_related("group", "village__district")
    file = get_object_or_404(own, pk=pk)
    return render(request, "proposals/triage/neighbours.html", {"file": file, "groups": neighbours_of(file)})
