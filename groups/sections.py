"""What groups holds about a person, what is destroyed when an account closes, and what must be settled before."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import data
from groups.enums import InvitationState
from groups.models import DiaryEntry, Invitation, JoinRequest, Membership, Minutes, Post, Voter
from groups.workflow import invitation, joining, membership, place
from groups.workflow.membership import somebody_represents


def _memberships(user: Any) -> list[dict[str, Any]]:
    return [
        {
            "group": each.group.name,
            "role": each.role,
            "state": each.state,
            "name_public": each.name_public,
            "pledged_at": each.pledged_at,
            "joined_at": each.joined_at,
            "left_at": each.left_at,
        }
        for each in Membership.objects.filter(user=user).select_related("group")
    ]


def _leave(user: Any) -> int:
    """Leave every group, by the step that members take themselves. The rows stay: they say who pledged what."""
    done = 0
    for each in Membership.objects.active().filter(user=user).select_related("group"):
        membership.leave(each, actor=user)
        done += 1
    return done + Membership.objects.filter(user=user, name_public=True).update(name_public=False)


def _posts(user: Any) -> list[dict[str, Any]]:
    found = Post.objects.filter(author=user).select_related("group").prefetch_related("files")
    return [
        {
            "group": post.group.name,
            "written_at": post.written_at,
            "text": post.text,
            "removed_at": post.removed_at,
            "files": [file.name for file in post.files.all()],
        }
        for post in found
    ]


def _take_posts_back(user: Any) -> int:
    posts = list(Post.objects.filter(author=user, removed_at=None).prefetch_related("files"))
    for post in posts:
        place.empty(post)
    return len(posts)


def _records(user: Any) -> dict[str, Any]:
    minutes = Minutes.objects.filter(author=user).values("group__name", "on", "place", "decisions", "next_steps")
    diary = DiaryEntry.objects.filter(author=user).values("group__name", "on", "place", "what", "attendance")
    attended = Minutes.objects.filter(present__user=user).values("group__name", "on")
    return {"minutes": list(minutes), "diary": list(diary), "present_at": list(attended)}


def _votes(user: Any) -> list[dict[str, Any]]:
    """Whether one voted, and how in open votes; nobody knows that of a secret one, the portal included."""
    return [
        {
            "group": voter.vote.group.name,
            "question": voter.vote.question,
            "secret": voter.vote.secret,
            "has_voted": voter.has_voted,
            "choice": voter.choice or None,
        }
        for voter in Voter.objects.filter(user=user).select_related("vote__group")
    ]


def _invitations(user: Any) -> dict[str, Any]:
    made = Invitation.objects.filter(invited_by=user).values("group__name", "way", "email", "words", "state")
    asked = JoinRequest.objects.filter(user=user).values("group__name", "words", "state", "asked_at")
    return {"invitations": list(made), "requests_to_join": list(asked)}


def _end_invitations(user: Any) -> int:
    """Nobody is left waiting, and no address or words of theirs are kept."""
    for asked in JoinRequest.objects.open().filter(user=user):
        joining.withdraw(asked, actor=user)
    for made in Invitation.objects.filter(invited_by=user, state=InvitationState.OPEN):
        invitation.expire(made)
    emptied = JoinRequest.objects.filter(user=user).exclude(words="").update(words="")
    return emptied + Invitation.objects.filter(invited_by=user).exclude(words="").update(words="")


def _represents(user: Any) -> str | None:
    mine = Membership.objects.active().filter(user=user).select_related("group")
    names = [f"“{each.group.name}”" for each in mine if somebody_represents(each, user)]
    if not names:
        return None
    return _(
        "Your groups need you: %(groups)s. Name a successor and wait until they accept, or disband the group first."
    ) % {"groups": ", ".join(names)}


def register_sections() -> None:
    """Called once, when the app is ready. Invitations end before one leaves, as long as one is a member."""
    data.register(
        "group_invitations",
        _invitations,
        _end_invitations,
        label=gettext_lazy("Invitations and requests to join"),
        order=110,
    )
    data.register(
        "groups",
        _memberships,
        _leave,
        label=gettext_lazy("Your groups"),
        kept=gettext_lazy("That the account was a member of these groups, from when to when, without your name."),
        order=120,
    )
    data.register(
        "group_posts", _posts, _take_posts_back, label=gettext_lazy("What you wrote on boards of groups"), order=130
    )
    data.register(
        "group_records",
        _records,
        label=gettext_lazy("Minutes and diary entries that you wrote"),
        kept=gettext_lazy("Minutes and diary belong to the group. They stay, without your name beside them."),
        order=140,
    )
    data.register(
        "group_votes",
        _votes,
        label=gettext_lazy("Votes in your groups"),
        kept=gettext_lazy("The outcome of a vote belongs to the group. Ballots stay in its count, without your name."),
        order=150,
    )
    data.register_blocker(_represents)
