"""How calls, proposals, advice, objections and reviews move. Importing this room registers the lifecycles."""

from proposals.workflow import (
    advice,
    call,
    drafting,
    evaluation,
    late,
    objection,
    panel,
    proposal,
    review,
    seat,
    submission,
    thread,
    triage,
)

__all__ = [
    "advice",
    "call",
    "drafting",
    "evaluation",
    "late",
    "objection",
    "panel",
    "proposal",
    "review",
    "seat",
    "submission",
    "thread",
    "triage",
]
