"""What happens to each proposal of the demonstration. A scene is a play in acts.

An act begins after a ``yield`` of the day (counted back from today) and the hour at which it happens.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from groups.models import Group
from notices.calendar import add_business_days
from proposals.enums import AdviceTopic, Item, SectionKey
from proposals.models import Call, Objection, Proposal, TriagePoint
from proposals.outline import Part, parts_of
from proposals.queries.people import assignable
from proposals.record import present
from proposals.workflow import advice, comments, drafting, objection, submission, thread, triage, walkin
from villages.models import Office

Acts = Iterator[tuple[int, int]]
# How many days ago proposals to each call were handed in, the last of them two days later.
HANDED_IN = {"first": 24, "seed": 9, "sprout": 6}
# Of one person who is paid an allowance.
HOURS = {"hours_a_day": 2, "hours_a_week": 4}


class Scene:
    """One proposal: its text in ``row``, the people of its group, and the staff who deal with it."""

    def __init__(
        self, row: dict[str, Any], number: int, call: Call, group: Group, people: dict[str, Any], day: int | None = None
    ) -> None:
        self.row = {"theme": group.theme, **row}
        self.call, self.group, self.people = call, group, people
        self.members = [each.user for each in group.members]
        self.day = HANDED_IN[row["call"]] - number % 3 if day is None else day
        self.proposal: Any = None

    def play(self) -> Acts:
        return getattr(self, f"_{self.row['scene']}")()

    # --- Drafts --------------------------------------------------------------------------------------

    def _begun(self) -> Acts:
        yield 3, 20
        self._begin()
        self._write(SectionKey.GROUP)

    def _draft(self) -> Acts:
        yield 4, 21
        self._begin()
        self._write(SectionKey.GROUP, SectionKey.PEOPLE, SectionKey.IDEA)
        yield 1, 22
        self._write(SectionKey.ACTIVITIES, by=1)

    def _shared(self) -> Acts:
        yield from self._draft()
        self._write(SectionKey.PLAN, SectionKey.GOALS, SectionKey.BUDGET)
        drafting.share(self.proposal, actor=self.members[0])
        yield 0, 11
        self._comment()

    def _nearly(self) -> Acts:
        """All but one part; one comment dealt with, one still open."""
        yield 9, 19
        self._begin()
        self._write(SectionKey.GROUP, SectionKey.PEOPLE, SectionKey.IDEA)
        yield 6, 16
        self._talk()
        yield 5, 21
        self._write(SectionKey.ACTIVITIES, SectionKey.PLAN, by=1)
        self._write(SectionKey.GOALS, SectionKey.BUDGET, by=2)
        drafting.share(self.proposal, actor=self.members[0])
        yield 3, 10
        self._comment()
        yield 2, 20
        self._write(SectionKey.QUESTIONS, SectionKey.PLEDGES)
        comments.finish(self.proposal.comments.all()[0], actor=self.members[1])

    def _conflict(self) -> Acts:
        """Two wrote into one part at the same time; the second has not chosen yet."""
        yield 4, 20
        self._begin()
        self._write(SectionKey.GROUP, SectionKey.PEOPLE)
        yield 1, 21
        before = self._section(SectionKey.IDEA).version
        self._write(SectionKey.IDEA)
        second = {"need": self.row["rival"]}
        drafting.save_section(
            self._section(SectionKey.IDEA), actor=self.members[1], data=second, base_version=before, seen={}
        )

    def _counter(self) -> Acts:
        """Begun by the adviser during a visit, and not taken over yet."""
        yield 2, 15
        adviser = self.people["adviser"]
        _visit, self.proposal = walkin.receive(
            self._center(), actor=adviser, call=self.call, topic=AdviceTopic.FORM, minutes=50, group=self.group,
            village=self.group.village, discussed=[AdviceTopic.IDEA, AdviceTopic.FORM],
            note="아이디어와 필요한 까닭까지 함께 적었어요. 다음에는 예산을 같이 보기로 했어요.",
        )  # fmt: skip
        self._write(SectionKey.GROUP, SectionKey.IDEA, writer=adviser)

    def _given_up(self) -> Acts:
        yield 5, 20
        self._begin()
        self._write(SectionKey.GROUP, SectionKey.IDEA)
        yield 2, 9
        submission.withdraw(self.proposal, actor=self.members[0], note=self.row["reason"])

    # --- Handed in -----------------------------------------------------------------------------------

    def _submitted(self) -> Acts:
        yield from self._written()
        if self.row.get("advised"):
            self._talk()
        self._hand_in()
        if "points" not in self.row:
            yield from self._spoken(self.day - 1)

    def _withdrawn(self) -> Acts:
        yield from self._submitted()
        yield 2, 12
        submission.withdraw(self.proposal, actor=self.members[0], note=self.row["reason"])

    def _resubmitted(self) -> Acts:
        yield from self._submitted()
        yield 2, 22
        self._correct()
        self._hand_in()

    def _assigned(self) -> Acts:
        yield from self._submitted()
        yield self.day - 2, 14
        self._assign()

    _late = _assigned

    def _returned(self) -> Acts:
        yield from self._assigned()
        yield self.day - 3, 16
        self._return()
        if "correction" not in self.row:
            yield from self._spoken(self.day - 4)
        yield self.day - 4, 21
        for point in self.proposal.points.all()[: self.row.get("finished", 0)]:
            triage.finish_point(point, actor=self.members[0])

    _overdue = _returned

    def _corrected(self) -> Acts:
        yield from self._returned()
        yield 1, 21
        self._correct()
        for point in TriagePoint.objects.filter(proposal=self.proposal, done_at=None):
            triage.finish_point(point, actor=self.members[1])
        self._hand_in()
        yield from self._spoken(0)

    def _eligible(self) -> Acts:
        yield from self._assigned()
        yield self.day - 4, 15
        triage.find_eligible(self.proposal, actor=self.checker, note=self.row.get("decision", ""))

    # --- Not eligible --------------------------------------------------------------------------------

    def _ineligible(self) -> Acts:
        yield from self._assigned()
        yield self.day - 3, 11
        triage.find_ineligible(self.proposal, actor=self.checker, rule=self.row["rule"], note=self.row["decision"])

    def _objected(self, after: int = 5) -> Acts:
        yield from self._ineligible()
        yield self.day - after, 20
        self.objection: Objection = objection.lodge(self.proposal, actor=self.members[0], text=self.row["objection"])

    def _appealed(self) -> Acts:
        """Late in its time, against a decision of the district."""
        yield from self._objected(after=21)

    def _upheld(self) -> Acts:
        yield from self._objected()
        yield 0, 10
        objection.uphold(self.objection, actor=self._above(), note=self.row["answer"])

    def _dismissed(self) -> Acts:
        yield from self._objected()
        yield self.day - 9, 10
        objection.dismiss(self.objection, actor=self._above(), note=self.row["answer"])

    # --- Who -----------------------------------------------------------------------------------------

    @property
    def checker(self) -> Any:
        """Who checks files of the village: its center, else its district, else the Division."""
        here = {posting.person_id for posting in assignable(self.proposal)}
        names = ("triage", "officer") if self.row["scene"] != "appealed" else ("officer",)
        return next((self.people[name] for name in names if self.people[name].pk in here), self.people["official"])

    def _above(self) -> Any:
        return self.people["officer" if self.checker == self.people["triage"] else "director"]

    def _center(self) -> Office:
        return self.people["adviser"].postings.get().office

    # --- Acts that recur -----------------------------------------------------------------------------

    def _begin(self) -> None:
        self.proposal = drafting.begin(self.call, self.group, actor=self.members[0])

    def _written(self) -> Acts:
        yield self.day + 3, 19
        self._begin()
        self._write(SectionKey.GROUP, SectionKey.PEOPLE, SectionKey.IDEA)
        yield self.day + 1, 21
        self._write(*list(SectionKey)[list(SectionKey).index(SectionKey.ACTIVITIES) :], by=1)
        yield self.day, 17

    def _write(self, *keys: SectionKey, by: int = 0, writer: Any = None) -> None:
        for part in parts_of(self.call):
            if part.key in keys:
                section = self._section(part.key)
                drafting.save_section(
                    section, actor=writer or self.members[by], data=answers(part, section.data, self.row, self.call),
                    base_version=section.version, done=not writer,
                )  # fmt: skip

    def _section(self, key: str) -> Any:
        return self.proposal.sections.get(key=key)

    def _correct(self) -> None:
        key, field, text = self.row["correction"]
        section = self._section(key)
        data = {**section.data, field: text if field != "what" else f"{section.data[field]} {text}"}
        drafting.save_section(section, actor=self.members[1], data=data, base_version=section.version, done=True)

    def _hand_in(self) -> None:
        if self.call.agreement == "three":
            for member in self.members[1:]:
                submission.confirm(self._fresh(), actor=member, seen=present(self._fresh()).fingerprint)
        submission.hand_in(self._fresh(), actor=self.members[0], seen=present(self._fresh()).fingerprint)
        self.proposal = self._fresh()

    def _fresh(self) -> Any:
        return Proposal.objects.select_related("call", "group", "village", "lead").get(pk=self.proposal.pk)

    def _assign(self) -> None:
        posting = assignable(self.proposal).filter(person=self.checker).first()
        if posting:
            triage.assign(self.proposal, actor=self.checker, posting=posting)
        for text in self.row.get("notes", ()):
            thread.note(self.proposal, actor=self.checker, text=text)

    def _return(self) -> None:
        due = add_business_days(timezone.localdate(), self.call.return_days)
        points = [(key, text) for key, text in self.row["points"]]
        triage.return_(self.proposal, actor=self.checker, points=points, due_back_on=due)
        self.proposal = self._fresh()

    def _spoken(self, day: int) -> Acts:
        """The conversation of the file, each message some hours after the one before."""
        for hour, (side, text) in enumerate(self.row.get("thread", ())):
            yield day, 9 + 3 * hour
            thread.write(self.proposal, actor=self.members[0] if side == "group" else self.checker, text=text)

    def _talk(self) -> None:
        advice.walk_in(
            self._center(), actor=self.people["adviser"], topic=AdviceTopic.PLAN, minutes=40,
            village=self.group.village, group=self.group, discussed=[AdviceTopic.PLAN, AdviceTopic.BUDGET],
            note="첫해에 배운 것을 바탕으로 목표를 숫자로 적기로 했어요. 견적은 두 곳에서 받아 오세요.",
        )  # fmt: skip

    def _comment(self) -> None:
        for key, text in self.row["comments"]:
            comments.write(self.proposal, actor=self.people["adviser"], key=key, text=text)


# --- What is written ---------------------------------------------------------------------------------


def answers(part: Part, data: dict[str, Any], row: dict[str, Any], call: Call) -> dict[str, Any]:
    """``data`` of a part with what ``row`` says."""
    return data | {asked.key: value for asked in part.asks if (value := _answer(asked, data, row, call)) is not None}


def _answer(asked: Any, data: dict[str, Any], row: dict[str, Any], call: Call) -> Any:
    if asked.key == "pledges":
        return [value for value, _label in asked.choices]
    if asked.question:
        said = row.get("questions", {}).get(asked.key)
        return next((value for value, label in asked.choices if label == said), said)
    if asked.key == "people":
        return [person | {"does": does} for person, does in zip(data["people"], row["does"], strict=True)]
    if asked.key in ("start", "end"):
        assert call.project_start
        assert call.project_end
        first, last = call.project_start + timedelta(days=3), call.project_end - timedelta(days=10)
        return (first if asked.key == "start" else last).isoformat()
    if asked.key == "plan":
        return [dict(zip(_columns(asked), (_month(call, each[0]), *each[1:]), strict=True)) for each in row["plan"]]
    if asked.key == "goals":
        return [dict(zip(_columns(asked), each, strict=True)) for each in row["goals"]]
    if asked.key == "lines":
        columns = ("item", "detail", "unit_price", "quantity", "times", "own", "basis")
        lines = [dict(zip(columns, each, strict=True)) | {"month": _month(call, 0)} for each in row["budget"]]
        return [line | HOURS if line["item"] == Item.ALLOWANCE else line for line in lines]
    return row.get(asked.key) or None


def _columns(asked: Any) -> list[str]:
    return [column.key for column in asked.columns]


def _month(call: Call, after: int) -> str:
    assert call.project_start
    month = call.project_start.month - 1 + after
    return f"{date(call.project_start.year + month // 12, month % 12 + 1, 1):%Y-%m}"
