"""Votes of the members."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from casework.attempt import attempted
from casework.lifecycle import Refused
from groups.enums import GroupState, Purpose
from groups.forms.voting import PURPOSES, BallotForm, VoteForm
from groups.models import Vote
from groups.queries.votes import ballot_of
from groups.views.ballot import counts_of, rules_of, vote_standing
from groups.views.room import in_room, members_only
from groups.workflow import vote as workflow
from seoul_portal.access import signed_in
from seoul_portal.templatetags.portal import moment


@signed_in
def votes(request: HttpRequest, pk: int) -> HttpResponse:
    """All votes of a group, the newest first."""
    group = members_only(request, pk)
    return render(request, "groups/votes.html", in_room(request, group, votes=list(group.votes.all()[:100])))


@signed_in
def open_vote(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask all members a question."""
    group = members_only(request, pk)
    if group.is_over:
        raise Http404
    purposes = PURPOSES[GroupState(group.state)]
    purpose = next((each for each in purposes if each == request.GET.get("purpose")), Purpose.QUESTION)
    form = VoteForm(request.POST or None, group=group, purpose=purpose)
    if request.method == "POST" and form.is_valid():
        try:
            made = workflow.open_vote(group, actor=request.user, **form.values())
        except Refused as error:
            form.add_error(None, error.reasons)
        else:
            messages.success(request, _("The vote is open. Every member has been told."))
            return redirect(made)
    context = in_room(
        request, group, form=form, purpose=purpose, purposes=[(each.value, each.label) for each in purposes]
    )
    return render(request, "groups/open_vote.html", context, status=422 if form.is_bound else 200)


@signed_in
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """One vote: the ballot while it is open, the outcome afterwards."""
    found = get_object_or_404(
        Vote.objects.visible_to(request.user).select_related("opened_by", "candidate__user"), pk=pk
    )
    group = members_only(request, found.group_id)
    found.group = group
    ballot = ballot_of(found, request.user)
    form = BallotForm(request.POST or None, initial={"choice": ballot.choice if ballot else ""})
    if request.method == "POST" and form.is_valid():
        choice = form.cleaned_data["choice"]
        said = _("Thank you. Your vote is in.")
        attempted(request, lambda: workflow.cast(found, actor=request.user, choice=choice), said)
        return redirect(found)
    voters = list(found.voters.select_related("user"))
    context = in_room(
        request,
        group,
        vote=found,
        ballot=ballot,
        ballot_is_final=found.secret and ballot is not None and ballot.has_voted,
        form=form,
        voters=voters,
        standing=vote_standing(found, voters, ballot),
        vote_due=moment(found.closes_at) if found.takes_ballots else "",
        rules=rules_of(found),
        counts=counts_of(found),
    )
    return render(request, "groups/vote.html", context, status=422 if form.errors else 200)
