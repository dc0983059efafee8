"""Rounds of the demonstration, one in each state: announced with an objection, waiting for the director, being drafted.

Groups ask, a panel scores, an official ranks: all through the workflow, dated from today. Who asks, for what, and with
which points stands in ``data/demonstration.json``. A round is known by its call's title; what is there is left alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone, translation

from casework.past import as_of, is_open_since
from funding import demo_awards
from funding.models import Allocation, FundingRound
from funding.workflow import announcing, ranking
from funding.workflow import round as rounds
from funding.workflow.ranking import Row
from proposals import demo, demo_scenes
from proposals.demo_proposals import fresh, group_of, in_office_since, moment_of, people_by_name, play
from proposals.demo_review import fill
from proposals.enums import SectionKey
from proposals.models import Call, Panel, Proposal, Review
from proposals.workflow import evaluation, objection
from proposals.workflow import panel as panels
from proposals.workflow import review as reviews
from villages.models import Office

ROWS = Path(__file__).parent / "data" / "demonstration.json"
# Numbers of invented neighbours that no other part of the demonstration uses.
FIRST_NUMBER = 200
LESS = "첫해에는 만나는 횟수를 줄여 시작해 주세요. 재료비와 다과비를 그만큼 줄였습니다."


@dataclass(frozen=True)
class Plot:
    """One call and its round. Numbers are days before today; ``None``: it has not come to that."""

    key: str
    title: tuple[str, str]
    round: tuple[str, str]
    budget: int
    open: tuple[int, int]
    handed_in: int
    panel: int
    scored: int
    ranked: int
    proposed: int | None = None
    signed: int | None = None
    announced: int | None = None


PLOTS = (
    Plot(
        "spring", ("마을공동체 씨앗기 봄 공모", "Village community call: Seed, spring"),
        ("씨앗기 봄 심의", "Seed round, spring"), 3_000_000,
        open=(75, 50), handed_in=54, panel=46, scored=38, ranked=28, proposed=24, signed=18, announced=9,
    ),
    Plot(
        "care", ("마을공동체 씨앗기 돌봄 공모", "Village community call: Seed, care"),
        ("씨앗기 돌봄 심의", "Seed round, care"), 2_300_000,
        open=(66, 40), handed_in=44, panel=36, scored=28, ranked=12, proposed=3,
    ),
    Plot(
        "green", ("마을공동체 씨앗기 기후 공모", "Village community call: Seed, climate"),
        ("씨앗기 기후 심의", "Seed round, climate"), 2_400_000,
        open=(60, 36), handed_in=40, panel=32, scored=24, ranked=4,
    ),
)  # fmt: skip
BEGAN = 90

# What the official decided, by group: won (``None``: all that was asked), or a place on the reserve list.
SELECTED: dict[str, int | None] = {
    "성수 이어 읽기": None, "연남 골목 목수": None, "Itaewon Table of Tongues": None, "수유 새벽 우유": 600_000,
    "월계 안부 엘리베이터": None, "고덕 느린 산책": None, "망우 손주 학교": 600_000,
    "상도 빗물 골목": None, "불광 다시 그릇": None,
}  # fmt: skip
RESERVE = {"당산 빨래 모임": 1, "신림 이불 나눔": 1, "방배 벌집 학교": 1}
CONFLICT = "수유 새벽 우유"
EVALUATED = {"성수 이어 읽기": "골목 책방이 저녁에 자리를 내주기로 한 것을 확인했습니다. 오래 이어질 모임입니다."}
CORRECTED = "방배 벌집 학교"

# From so many percent on a reviewer writes one of these, by the place of the criterion.
_WORDS = (
    (80, ("이웃이 실제로 겪는 일이고 근거가 구체적이에요.", "모임 밖의 이웃에게도 열려 있어요.",
          "누가 언제 무엇을 하는지 분명하고 예산이 계획과 맞아요.", "지원이 끝난 뒤에 누가 이어 갈지 적혀 있어요.")),
    (65, ("필요는 알겠는데 이웃에게 물어본 내용이 더 있으면 좋겠어요.", "함께하는 사람이 조금 더 넓어지면 좋겠어요.",
          "일정이 빠듯해요. 한 달쯤 여유를 두면 좋겠어요.", "다음 해의 계획이 한 줄이라도 있으면 좋겠어요.")),
    (0, ("다른 모임의 활동과 겹쳐 꼭 필요한지 알기 어려워요.", "누구에게 도움이 되는지 잘 보이지 않아요.",
         "장소가 정해지지 않아 시작할 수 있을지 걱정돼요.", "한 번으로 끝나는 행사로 읽혀요.")),
)  # fmt: skip


def load() -> None:
    """All rounds of the demonstration. Runs any number of times; needs a past that is still open."""
    people = people_by_name()
    first = timezone.localdate() - timedelta(days=BEGAN)
    if not is_open_since(first) or not in_office_since(first) or "director" not in people:
        return
    rows = json.loads(ROWS.read_text(encoding="utf-8"))
    with translation.override("ko"):
        for plot in PLOTS:
            if not Call.objects.filter(title_ko=plot.title[0]).exists():
                numbered = [(n, row) for n, row in enumerate(rows, FIRST_NUMBER) if row["call"] == plot.key]
                _Story(plot, numbered, people).play()


class _Story:
    """One plot on its way from the call to where its round stands today."""

    def __init__(self, plot: Plot, rows: list[tuple[int, dict[str, Any]]], people: dict[str, Any]) -> None:
        self.plot, self.people = plot, people
        self.rows = rows
        self.by_group = {row["group"]: row for _number, row in rows}
        self.official = people["official"]

    def play(self) -> None:
        self.call = self._call()
        self._proposals()
        panel = self._panel()
        self._scores(panel)
        self._round()

    # --- Asked and scored ----------------------------------------------------------------------------

    def _call(self) -> Call:
        opened, closed = self.plot.open
        usual = json.loads(demo.REAL.read_text(encoding="utf-8"))["usual_criteria"]
        division = Office.objects.get(kind="division", active=True)
        demo.published(
            ("neighbourhood", "seed", *self.plot.title), (-opened, -closed), usual, self.official, division,
            summary_ko="이웃 셋과 아이디어 하나면 시작할 수 있어요.",
            summary_en="Three neighbors and an idea are enough.",
            results_ko="마감 뒤 여섯 주 안에", results_en="within six weeks of closing",
            sections=[str(key) for key in (SectionKey.GROUP, SectionKey.PEOPLE, SectionKey.IDEA, SectionKey.ACTIVITIES,
                                           SectionKey.PLAN, SectionKey.GOALS, SectionKey.BUDGET)],
        )  # fmt: skip
        return Call.objects.get(title_ko=self.plot.title[0])

    def _proposals(self) -> None:
        with as_of(moment_of(BEGAN, 10)):
            groups = [(number, row, group_of(row, number, self.people)) for number, row in self.rows]
        play(
            demo_scenes.Scene(
                row | {"scene": "eligible"}, number, self.call, group, self.people, self.plot.handed_in - number % 3
            )
            for number, row, group in groups
            if group
        )

    def _panel(self) -> Panel:
        with as_of(moment_of(self.plot.panel, 10)):
            due = timezone.localdate() + timedelta(days=14)
            panel = panels.set_up(
                self.call, actor=self.official, per_proposal=3, due_on=due, resident_percent=30, seed=len(self.rows)
            )
            fill(panel, self.official)
        with as_of(moment_of(self.plot.panel - 1, 9)):
            panels.open_panel(panel, actor=self.official)
        return fresh(panel)

    def _scores(self, panel: Panel) -> None:
        """Everybody scores; one finds a conflict; where scores lie far apart they talk. Then the panel closes."""
        with as_of(moment_of(self.plot.scored, 20)):
            self._declare_a_conflict(panel)
            for number, review in enumerate(Review.objects.waiting().filter(seat__panel=panel).order_by("proposal")):
                self._score(review, number)
        with as_of(moment_of(self.plot.scored - 3, 15)):
            for file in Proposal.objects.filter(call=self.call):
                if "talk" in self.by_group[file.group_name]:
                    self._talk(panel, file)
                if words := EVALUATED.get(file.group_name):
                    evaluation.evaluate(file, actor=self.people["officer"], recommendation="recommended", reason=words)
        with as_of(moment_of(self.plot.ranked + 1, 17)):
            panels.close(panel, actor=self.official, note="꼼꼼히 읽어 주셔서 고맙습니다.")

    def _declare_a_conflict(self, panel: Panel) -> None:
        near = Review.objects.waiting().filter(seat__panel=panel, proposal__group_name=CONFLICT).first()
        if near is not None:
            words = "재작년까지 같은 단체에서 일했어요."
            reviews.declare_conflict(near, actor=near.seat.user, kind="work", words=words)

    def _score(self, review: Review, number: int) -> None:
        who, scores = review.seat.user, self.by_group[review.proposal.group_name]["scores"]
        before = Review.objects.filter(proposal=review.proposal_id, state="scored").count()
        reviews.clear(review, actor=who)
        reviews.save(fresh(review), actor=who, said=self._said(scores[before % len(scores)], number))
        reviews.hand_in(fresh(review), actor=who)

    def _said(self, percent: int, number: int) -> dict[int, tuple[int, str]]:
        """Points and reasons for each criterion, a little apart from one another."""
        said = {}
        for place, each in enumerate(self.call.criteria.all()):
            share = min(100, percent + (-4, 3, 1, -1)[(place + number) % 4])
            words = next(words for least, words in _WORDS if share >= least)
            said[each.pk] = (each.points * share // 100, words[place % len(words)])
        return said

    def _talk(self, panel: Panel, file: Proposal) -> None:
        reviews.moderate(panel, file, actor=self.official, note=self.by_group[file.group_name]["talk"])
        if file.group_name == CORRECTED:
            low = Review.objects.filter(proposal=file).order_by("total")[0]
            reviews.correct(low, actor=low.seat.user, said=self._said(66, 0))

    # --- Decided -------------------------------------------------------------------------------------

    def _round(self) -> None:
        plot = self.plot
        with as_of(moment_of(plot.ranked, 11)):
            names = {"name_ko": plot.round[0], "name_en": plot.round[1]}
            made = ranking.create(actor=self.official, calls=[self.call], budget=plot.budget, **names)
            ranking.fill(made, actor=self.official)
            ranking.decide(made, self._decisions(made), actor=self.official, version=None)
        for day, act in (
            (plot.proposed, self._propose), (plot.signed, self._sign), (plot.announced, self._announce),
        ):  # fmt: skip
            if day is not None:
                with as_of(moment_of(day, 12)):
                    act(fresh(made))
        with as_of(moment_of(3, 21)):
            self._object()
        if plot.announced is not None:
            demo_awards.play(fresh(made), self.people)

    def _propose(self, made: FundingRound) -> None:
        rounds.propose(made, actor=self.official, note="금액을 줄인 모임에는 까닭을 적었습니다.")

    def _sign(self, made: FundingRound) -> None:
        director = self.people["director"]
        director.second_factor_at = timezone.now()
        rounds.sign(made, actor=director)

    def _announce(self, made: FundingRound) -> None:
        announcing.announce(made, actor=self.official)

    def _object(self) -> None:
        for file in Proposal.objects.filter(call=self.call, state="not_selected").select_related("lead"):
            if text := self.by_group[file.group_name].get("objection"):
                objection.lodge(file, actor=file.lead, text=text)

    def _decisions(self, made: FundingRound) -> dict[int, Row]:
        found = {}
        for each in Allocation.objects.filter(round=made).select_related("proposal"):
            name = each.proposal.group_name
            if name in SELECTED:
                won = SELECTED[name]
                found[each.pk] = Row("selected", won, LESS if won else "")
            elif name in RESERVE:
                found[each.pk] = Row("reserve", reserve_place=RESERVE[name])
        return found
