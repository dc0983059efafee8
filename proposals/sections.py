"""What proposals and advice hold about a person, and what is destroyed when an account closes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from accounts import data
from proposals.models import (
    Advice,
    Attachment,
    Confirmation,
    Proposal,
    Review,
    Score,
    Seat,
    SectionComment,
    SectionEdit,
    Version,
)
from proposals.workflow import advice, seat


def _talks(user: Any) -> list[dict[str, Any]]:
    return [
        {
            "office": talk.office.name,
            "group": talk.group.name if talk.group else None,
            "topic": talk.topic,
            "words": talk.words,
            "state": talk.state,
            "asked_at": talk.requested_at,
            "held_at": talk.held_at,
            "minutes": talk.minutes,
            "discussed": talk.discussed,
            "note": talk.note,
        }
        for talk in Advice.objects.filter(user=user).select_related("office", "group")
    ]


def _comments(user: Any) -> list[Mapping[str, Any]]:
    return list(SectionComment.objects.filter(author=user).values("proposal__number", "key", "text", "at"))


def _typed(user: Any) -> list[Mapping[str, Any]]:
    """What the person typed into parts of proposals, go by go."""
    found = SectionEdit.objects.filter(by=user).order_by("id")
    return list(found.values("section__proposal__title", "section__key", "at", "for_group", "outcome", "data"))


def _led(user: Any) -> list[Mapping[str, Any]]:
    return list(Proposal.objects.filter(lead=user).values("title", "group_name", "number", "state", "created_at"))


def _submitted(user: Any) -> dict[str, Any]:
    """What the person handed in and confirmed, and the files they added."""
    versions = Version.objects.filter(by=user).values("proposal__number", "proposal__title", "number", "at")
    said_yes = Confirmation.objects.filter(user=user)
    confirmed = said_yes.values("proposal__number", "proposal__title", "fingerprint", "at")
    files = Attachment.objects.filter(by=user).values("proposal__title", "name", "size", "at", "removed_at")
    return {"submitted": list(versions), "confirmed": list(confirmed), "files": list(files)}


def _reviewed(user: Any) -> dict[str, Any]:
    """Seats on panels, and what the person said of which proposal; conflicts in their own words."""
    seats = Seat.objects.of(user).values("panel__call__title_ko", "kind", "state", "invited_at", "answered_at")
    reviews = Review.objects.filter(seat__user=user).values(
        "proposal__title", "state", "declared_at", "conflict", "conflict_words", "handed_in_at", "total"
    )
    scores = Score.objects.filter(review__seat__user=user).values(
        "review__proposal__title", "criterion__name_ko", "points", "reason", "changed_at"
    )
    return {"seats": list(seats), "reviews": list(reviews), "scores": list(scores)}


def register_sections() -> None:
    """Called once, when the app is ready."""
    data.register(
        "reviews",
        _reviewed,
        seat.forget,
        label=gettext_lazy("What you did on review panels"),
        kept=gettext_lazy("Scores and reasons are the record of a decision about public money, and are kept with it."),
        order=170,
    )
    data.register(
        "submissions",
        _submitted,
        label=gettext_lazy("Proposals that you submitted or confirmed, and files that you added"),
        kept=gettext_lazy("What was submitted stays as it was, with the names of that day, as long as records must."),
        order=157,
    )
    data.register(
        "proposals",
        lambda user: {"led": _led(user), "typed": _typed(user)},
        label=gettext_lazy("What you wrote in proposals of your groups"),
        kept=gettext_lazy("A proposal belongs to the group. Its text stays, without your name beside it."),
        order=155,
    )
    data.register(
        "advice",
        _talks,
        advice.forget,
        label=gettext_lazy("Your talks with advisers"),
        kept=gettext_lazy(
            "That a talk took place, when and for how long; notes of a group's talks belong to the group."
        ),
        order=160,
    )
    data.register(
        "comments_on_proposals",
        _comments,
        label=gettext_lazy("Comments that you wrote on drafts as an adviser"),
        kept=gettext_lazy("Comments belong to the group's draft. They stay, without your name beside them."),
        order=165,
    )
