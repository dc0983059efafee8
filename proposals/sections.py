"""What proposals and advice hold about a person, and what is destroyed when an account closes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from accounts import data
from proposals.models import Advice, SectionComment
from proposals.workflow import advice


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


def _comments(user: Any) -> list[dict[str, Any]]:
    return list(SectionComment.objects.filter(author=user).values("proposal__number", "key", "text", "at"))


def register_sections() -> None:
    """Called once, when the app is ready."""
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
