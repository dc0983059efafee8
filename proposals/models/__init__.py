"""Programmes, calls, drafts, advice and triage."""

from proposals.models.advice import Advice, Slot
from proposals.models.attachment import Attachment
from proposals.models.call import Call, CallDistrict, CallVillage
from proposals.models.panel import Panel, Seat
from proposals.models.programme import Programme, Stage
from proposals.models.proposal import NumberSeries, Proposal
from proposals.models.review import DistrictEvaluation, Moderation, Review, Score, ScoreEdit
from proposals.models.section import Section, SectionComment, SectionEdit
from proposals.models.selfcheck import SelfCheckTally
from proposals.models.terms import (
    Amendment,
    Briefing,
    BudgetItem,
    Criterion,
    DocumentRequirement,
    Pledge,
    Question,
)
from proposals.models.triage import (
    InternalNote,
    Objection,
    SavedView,
    ThreadFile,
    ThreadMessage,
    ThreadReading,
    TriagePoint,
)
from proposals.models.version import Confirmation, Version

__all__ = [
    "Advice",
    "Amendment",
    "Attachment",
    "Briefing",
    "BudgetItem",
    "Call",
    "CallDistrict",
    "CallVillage",
    "Confirmation",
    "Criterion",
    "DistrictEvaluation",
    "DocumentRequirement",
    "InternalNote",
    "Moderation",
    "NumberSeries",
    "Objection",
    "Panel",
    "Pledge",
    "Programme",
    "Proposal",
    "Question",
    "Review",
    "SavedView",
    "Score",
    "ScoreEdit",
    "Seat",
    "Section",
    "SectionComment",
    "SectionEdit",
    "SelfCheckTally",
    "Slot",
    "Stage",
    "ThreadFile",
    "ThreadMessage",
    "ThreadReading",
    "TriagePoint",
    "Version",
]
