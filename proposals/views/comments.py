"""Writing a comment on a part, and marking one as done. Both return to the page they were sent from."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casework.lifecycle import Refused
from proposals.forms.comments import CommentForm
from proposals.models import Proposal, SectionComment
from proposals.rules import proposals_seen_by
from proposals.workflow import comments
from seoul_portal.access import signed_in, staff


@staff("proposals.hold_advice")
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """An adviser comments on a part of a draft that is shown. What was wrong comes back on a page of its own."""
    proposal = get_object_or_404(Proposal.objects.visible_to(request.user).select_related("group", "village"), pk=pk)
    if not request.user.has_perm("proposals.comment_on_proposal", proposal):
        raise Http404
    section = get_object_or_404(proposal.sections.all(), key=key)
    form = CommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            comment = comments.write(proposal, actor=request.user, key=key, text=form.cleaned_data["text"])
        except Refused as error:
            form.add_error(None, error.reasons)
        else:
            messages.success(request, _("Your comment is there. The group hears of it, once a day at most."))
            return _back(request, proposal.get_absolute_url(), comment)
    context = {"form": form, "proposal": proposal, "section": section}
    return render(request, "proposals/advice/comment.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """A member of the group has dealt with a comment."""
    found = SectionComment.objects.filter(proposals_seen_by(request.user, "proposal"))
    comment = get_object_or_404(found.select_related("proposal__group"), pk=pk)
    comments.finish(comment, actor=request.user)
    messages.success(request, _("Marked as done."))
    return _back(request, comment.get_absolute_url(), comment)


def _back(request: HttpRequest, otherwise: str, comment: SectionComment) -> HttpResponse:
    wanted = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        wanted = otherwise
    return HttpResponseRedirect(f"{wanted.partition('#')[0]}#comments-{comment.key}")
