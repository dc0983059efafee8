"""The proposals themselves, each with its parts, versions, points and thread."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from notices.calendar import BusinessDays
from proposals import budget
from proposals.enums import ProposalState, Side
from proposals.models import (
    Call,
    Confirmation,
    NumberSeries,
    Proposal,
    Section,
    ThreadMessage,
    TriagePoint,
    Version,
)
from proposals.outline import COMPARED, Part, parts_of, words_of
from proposals.populate import texts
from proposals.populate.calls import Round
from proposals.populate.copying import copy, ids
from proposals.populate.people import DUTIES, City, Founded, Officer
from proposals.queries.calls import whole_call
from proposals.queries.missing import load
from proposals.record import content_of, fingerprint

State = ProposalState
UNSENT = (State.DRAFT, State.WITHDRAWN)
DECIDED = (State.ELIGIBLE, State.INELIGIBLE, State.IN_REVIEW, State.SELECTED, State.RESERVE, State.NOT_SELECTED)
WORDINGS = 20  # of the parts that no reader compares, per call
MOST_MESSAGES = 4
# Of one: files in work that somebody has taken, and files that were handed in twice.
TAKEN, CORRECTED = 0.6, 0.15


@dataclass(slots=True)
class File:
    """One proposal before it is written."""

    pk: int
    round: Round
    group: Founded
    state: ProposalState
    number: str | None
    submitted_at: datetime | None
    began_at: datetime
    officer: Officer | None
    office: int | None
    versions: int

    @property
    def lead(self) -> int:
        return self.group.members[0]


class Wordings:
    """What proposals to one call say, and the frame of their versions; made once for all of them."""

    def __init__(self, call: Call) -> None:
        found = whole_call(Call.objects.all(), call.pk)
        assert found is not None
        self.parts: list[Part] = parts_of(found)
        chance = Random(call.pk)  # noqa: S311 - no secret
        self.answers = [texts.answers(self.parts, found, chance) for _each in range(WORDINGS)]
        self.sums = [texts.totals(each) for each in self.answers]
        self.compared = [part for part in COMPARED if any(each.key == part.key for each in self.parts)]

    def said(self, file: File, version: int) -> dict[str, dict[str, Any]]:
        """Every part of ``file`` in so-manieth version."""
        n = file.pk
        said = dict(self.answers[n % WORDINGS])
        need, aim = texts.NEEDS[n % len(texts.NEEDS)], texts.AIMS[(n + version) % len(texts.AIMS)]
        title, what = self.title(file), f"{texts.subject(n)}을 위해 이웃과 {texts.DEEDS[n % len(texts.DEEDS)]}. {need}"
        said["idea"] = said["idea"] | {"title": title, "theme": texts.theme(n), "need": need, "aim": aim}
        said["activities"] = said["activities"] | {"what": what, "where": file.group.village.name_ko}
        said["people"] = {"people": [self.member(file, place) | {"does": "함께해요"} for place in range(len(DUTIES))]}
        return said

    def title(self, file: File) -> str:
        return f"{file.group.village.name_ko} {texts.subject(file.pk)}, {texts.DEEDS[file.pk % len(texts.DEEDS)]}"

    def theme(self, file: File) -> str:
        return texts.theme(file.pk)

    def member(self, file: File, place: int) -> dict[str, Any]:
        return {"name": texts.person(3 * file.group.number + place), "role": str(DUTIES[place])}

    def sum(self, file: File) -> budget.Totals:
        return self.sums[file.pk % WORDINGS]

    def words(self, said: dict[str, dict[str, Any]]) -> str:
        return "\n".join(words_of(part, said[part.key]) for part in self.compared)


def propose(rounds: list[Round], groups: list[Founded], city: City) -> list[File]:
    """Write all files of all rounds; gives them."""
    files = _planned(rounds, groups, city)
    write(files, {each.call.pk: Wordings(each.call) for each in rounds})
    return files


def write(files: list[File], said: Mapping[int, Wordings]) -> None:
    """The rows of ``files``, with numbers where they were handed in; ``said`` by call is what they say."""
    _number(files)
    _write_files(files, said)
    _write_sections(files, said)
    _write_versions(files, said)
    _write_threads(files)


# --- Who asks for what, and how far it has come -------------------------------------------------------


def _planned(rounds: list[Round], groups: list[Founded], city: City) -> list[File]:
    chance, now = Random(3), timezone.now()  # noqa: S311 - no secret
    keys = iter(ids(Proposal, sum(each.proposals for each in rounds)))
    files = []
    for each in rounds:
        opens, closes = each.call.opens_at, each.call.closes_at
        assert opens is not None
        assert closes is not None
        until = min(closes, now) - opens
        states = chance.choices(list(each.states), list(each.states.values()), k=each.proposals)
        for group, state in zip(chance.sample(groups, each.proposals), states, strict=True):
            # Most hand in on the last days.
            at = opens + until * max(chance.random(), chance.random(), chance.random())
            sent = state not in UNSENT
            office = city.doors[group.village.pk] if sent else None
            taken = office is not None and (state in DECIDED or chance.random() < TAKEN)
            officer = chance.choice(city.officers[office]) if office and taken else None
            began = at - timedelta(days=chance.randint(1, 10))
            versions = 1 + (chance.random() < CORRECTED) if sent else 0
            files.append(
                File(next(keys), each, group, state, None, at if sent else None, began, officer, office, versions)
            )
    return files


def _number(files: list[File]) -> None:
    """Numbers in the order of submission, going on from those given before."""
    last = {(each.year, each.district_id): each.last for each in NumberSeries.objects.all()}
    for file in sorted((each for each in files if each.submitted_at), key=lambda each: (each.submitted_at, each.pk)):
        district = file.group.village.district
        assert file.submitted_at is not None
        series = (timezone.localdate(file.submitted_at).year, district.pk)
        last[series] = last.get(series, 0) + 1
        file.number = f"{series[0]}-{district.letters or district.code}-{last[series]:05d}"
    NumberSeries.objects.bulk_create(
        [NumberSeries(year=year, district_id=district, last=count) for (year, district), count in last.items()],
        update_conflicts=True,
        unique_fields=["year", "district"],
        update_fields=["last"],
    )


# --- Rows --------------------------------------------------------------------------------------------


def _write_files(files: list[File], said: Mapping[int, Wordings]) -> None:
    days, today = BusinessDays.load(), timezone.localdate()
    due: dict[date, date] = {}

    def row(file: File) -> tuple[Any, ...]:
        wording = said[file.round.call.pk]
        text, sums = wording.said(file, file.versions), wording.sum(file)
        sent = timezone.localdate(file.submitted_at) if file.submitted_at else None
        if sent and sent not in due:
            due[sent] = days.add(sent, file.round.call.triage_days)
        decided = file.submitted_at + timedelta(days=5) if file.submitted_at and file.state in DECIDED else None
        judged = file.state in (State.INELIGIBLE, State.NOT_SELECTED)
        return (
            file.pk, file.round.call.pk, file.group.pk, file.group.village.pk, file.lead, file.number,
            wording.title(file), wording.theme(file), file.state, sums.grant, sums.own, file.lead, file.began_at,
            file.submitted_at or file.began_at, file.submitted_at, file.office, file.officer and file.officer.posting,
            due[sent] if sent else None,
            today + timedelta(days=file.pk % 14 - 3) if file.state == State.RETURNED else None,
            decided, file.officer.person if decided and file.officer else None,
            "모임에 서로 다른 세 사람이 있어야 해요." if file.state == State.INELIGIBLE else "",
            decided.date() + timedelta(days=20) if decided and judged else None,
            wording.words(text), file.group.name,
        )  # fmt: skip

    columns = (
        "id", "call_id", "group_id", "village_id", "lead_id", "number", "title", "theme", "state", "asked", "own",
        "started_by_id", "created_at", "changed_at", "submitted_at", "office_id", "assigned_to_id", "triage_due_on",
        "due_back_on", "decided_at", "decided_by_id", "ineligible_rule", "objection_until", "words", "group_name",
    )  # fmt: skip
    copy(Proposal, columns, map(row, files))


def _write_sections(files: list[File], said: Mapping[int, Wordings]) -> None:
    def rows() -> Iterator[tuple[Any, ...]]:
        for file in files:
            text = said[file.round.call.pk].said(file, file.versions)
            unfinished = file.pk % 4 + 3 if file.state == State.DRAFT else len(text)
            for place, (key, data) in enumerate(text.items()):
                begun = place < unfinished
                yield file.pk, key, _json(data if begun else {}), int(begun), file.lead, file.began_at

    copy(Section, ("proposal_id", "key", "data", "version", "edited_by_id", "edited_at"), rows())


def _write_versions(files: list[File], said: Mapping[int, Wordings]) -> None:
    """Content as ``record`` keeps it, and the yes of the lead proposer to each text."""
    frames = {file.round.call.pk: file for file in files if file.versions}
    common = {pk: content_of(load(Proposal.objects.get(pk=file.pk))) for pk, file in frames.items()}
    confirmed = []

    def rows() -> Iterator[tuple[Any, ...]]:
        for file in files:
            call, at = file.round.call, file.submitted_at
            for version in range(1, file.versions + 1):
                sums = said[call.pk].sum(file)
                content = common[call.pk] | _own_content(file, said[call.pk], version)
                mark = fingerprint(content)
                confirmed.append((file.pk, file.lead, mark, at))
                yield file.pk, version, at, file.lead, call.rules_version, _json(content), mark, sums.grant, sums.own

    columns = ("proposal_id", "number", "at", "by_id", "rules_version", "content", "fingerprint", "asked", "own")
    copy(Version, columns, rows())
    copy(Confirmation, ("proposal_id", "user_id", "fingerprint", "at"), confirmed)


def _own_content(file: File, wording: Wordings, version: int) -> dict[str, Any]:
    village, sums = file.group.village, wording.sum(file)
    return {
        "group": {"id": file.group.pk, "name": file.group.name},
        "village": {"code": village.code, "name_ko": village.name_ko, "name_en": village.name_en},
        "lead": file.lead,
        "people": [
            {"id": user, **wording.member(file, place)} for place, user in enumerate(file.group.members)
        ],
        "parts": wording.said(file, version),
        "budget": {"grant": sums.grant, "own": sums.own},
    }  # fmt: skip


def _write_threads(files: list[File]) -> None:
    """Points of files that were returned, and what group and office wrote to each other."""
    handled = [file for file in files if file.officer and file.submitted_at]
    returned = [file for file in handled if file.state == State.RETURNED or file.versions > 1]
    copy(
        TriagePoint,
        ("proposal_id", "version", "key", "text", "at", "done_at", "done_by_id"),
        (
            (
                file.pk, 1, key, texts.CORRECTIONS[(file.pk + place) % len(texts.CORRECTIONS)], file.submitted_at,
                *((file.submitted_at, file.lead) if file.state != State.RETURNED else (None, None)),
            )
            for file in returned
            for place, key in enumerate(("budget", "activities", "plan")[: 1 + file.pk % 3])
        ),
    )  # fmt: skip
    copy(
        ThreadMessage,
        ("proposal_id", "author_id", "side", "posting_id", "text", "at"),
        (message for file in handled for message in _messages(file)),
    )


def _messages(file: File) -> Iterator[tuple[Any, ...]]:
    """None at half of the files; the group asks, the office answers."""
    assert file.officer is not None
    assert file.submitted_at is not None
    for place in range(max(0, file.pk % (2 * MOST_MESSAGES) - MOST_MESSAGES + 1)):
        at = file.submitted_at + timedelta(hours=place + 1)
        if place % 2:
            text = texts.ANSWERS[file.pk % len(texts.ANSWERS)]
            yield file.pk, file.officer.person, Side.STAFF, file.officer.posting, text, at
        else:
            yield file.pk, file.lead, Side.GROUP, None, texts.ASKS[file.pk % len(texts.ASKS)], at


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
