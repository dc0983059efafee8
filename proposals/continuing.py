"""What a proposal of a later year goes on from, heard from the floor above, which knows how the year before ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from groups.models import Group
from proposals.differences import ChangedPart, changed_parts
from proposals.enums import SectionKey, StageKind
from proposals.models import Call, Proposal
from proposals.outline import Part, parts_of, readable
from proposals.record import Page

# What is compared with the year before; people and files speak for themselves.
COMPARED = (
    SectionKey.IDEA,
    SectionKey.ACTIVITIES,
    SectionKey.PLAN,
    SectionKey.GOALS,
    SectionKey.CONTINUATION,
    SectionKey.BUDGET,
)
LATER_YEARS = (StageKind.SPROUT, StageKind.ACTION)
Data = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Before:
    """The year before: ``parts`` as they were agreed on, ``filled`` as a new draft begins from them."""

    title: str
    parts: Data = field(default_factory=dict)
    filled: Data = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """``ready`` gives what a draft of the group for the call begins from; ``begun`` hears of the draft; ``of`` gives
    what a proposal goes on from; ``refuses`` says why the group cannot ask in this call, or nothing."""

    ready: Callable[[Call, Group], Before | None]
    begun: Callable[[Proposal], None]
    of: Callable[[Proposal], Before | None]
    refuses: Callable[[Call, Group], str | None]


_sources: list[Source] = []


def register(source: Source) -> None:
    """Called by a floor above in ``AppConfig.ready()``."""
    _sources.append(source)


def ready(call: Call, group: Group) -> Before | None:
    """What the group's new draft for ``call`` begins from, if it goes on from a year before."""
    return next((found for source in _sources if (found := source.ready(call, group))), None)


def begun(proposal: Proposal) -> None:
    """Tell the floors above that a draft began."""
    for source in _sources:
        source.begun(proposal)


def refusal(call: Call, group: Group) -> str | None:
    """Why ``group`` cannot ask in ``call``, or nothing."""
    return next((said for source in _sources if (said := source.refuses(call, group))), None)


def before(proposal: Proposal) -> Before | None:
    """What ``proposal`` goes on from; no question is asked for first years. Read once per instance."""
    if proposal.call.stage.kind not in LATER_YEARS:
        return None
    if "_before" not in vars(proposal):
        vars(proposal)["_before"] = next((found for source in _sources if (found := source.of(proposal))), None)
    return vars(proposal)["_before"]


def changes(call: Call, year: Before, now: Data, only: str = "") -> list[ChangedPart]:
    """What is not as it was in ``year``, part by part: of the whole text, or of the part ``only``."""
    parts = [part for part in parts_of(call) if part.key in COMPARED and only in ("", part.key)]
    return changed_parts([_page(part, year.parts) for part in parts], [_page(part, now) for part in parts])


def _page(part: Part, data: Data) -> Page:
    return Page(part.key, str(part.title), tuple(readable(part, dict(data.get(part.key, {})))))
