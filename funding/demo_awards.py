"""What became of the awards of the demonstration's announced round: through the workflow, dated from today.

One runs, with receipts, a diary, more time and a call for help; one is settled and owes a little; one waits for the
confirmation of its account; one is offered, at less than was asked. Where they stand already nothing happens.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw

from casework.past import as_of
from funding.bank_files import as_csv, read
from funding.models import Award, BudgetLine, FundingRound, PaymentBatch, Report, Settlement, Tranche
from funding.workflow import (
    account,
    agreement,
    diary,
    ending,
    expense,
    help_call,
    more_time,
    payments,
    report,
    settlement,
    tranche,
)
from funding.workflow.expense import Receipt
from proposals.demo_proposals import fresh, moment_of
from seoul_portal.files import accept

RUNNING, OVER, ENTERED = "성수 이어 읽기", "연남 골목 목수", "Itaewon Table of Tongues"
ACCOUNTS = {RUNNING: ("090", "3333010001234"), OVER: ("004", "12345678901234"), ENTERED: ("088", "110123456789")}
# By group: place of the budget line, what part of it in percent, payee, for what.
SHOPPING = {
    RUNNING: (
        (1, 35, "성수책방", "함께 읽을 책"), (2, 25, "성수책방", "저녁 자리 빌리기"), (4, 20, "골목다과", "차와 다과"),
    ),
    OVER: ((1, 90, "연남공구", "공구와 나무"), (2, 80, "연남나무", "나무와 못")),
}  # fmt: skip
DAYS = {
    RUNNING: (("책 고르기", "성수1가1동 책방", 9, 9), ("첫 이어 읽기", "성수1가1동 책방", 17, 8)),
    OVER: (("골목 의자 만들기", "연남동 골목", 31, 31),),
}
ANSWERS = {
    "done": "하루 동안 골목 의자 열두 개를 이웃과 함께 만들었어요. 비가 온다고 해서 이틀을 하루로 줄였어요.",
    "change": "의자가 생기고 나서 저녁마다 어르신들이 나와 앉으세요.",
    "lessons": "톱질은 생각보다 오래 걸려요. 다음에는 나무를 미리 잘라 오기로 했어요.",
    "next": "next_stage",
    "summary": "이웃 서른한 명이 골목 의자 열두 개를 만들었어요. 지금도 모두가 쓰고 있어요.",
}


def play(round_: FundingRound, people: dict[str, Any]) -> None:
    """Let the awards of ``round_``, announced nine days ago, go on until today."""
    awards = {award.group.name: award for award in round_.awards.select_related("group")}
    story = _Story({name: awards[name] for name in (RUNNING, OVER, ENTERED) if name in awards}, people)
    for days, act in story.acts():
        with as_of(moment_of(days, 14)):
            act()


class _Story:
    def __init__(self, awards: dict[str, Award], people: dict[str, Any]) -> None:
        self.awards, self.people = awards, people

    def acts(self) -> tuple[tuple[int, Callable[[], None]], ...]:
        """Days before today, and what happens on them."""
        return (
            (8, self._agree), (7, self._enter_accounts), (6, self._confirm_accounts), (5, self._request),
            (4, self._approve), (3, self._order), (2, self._paid), (1, self._spend), (0, self._report),
        )  # fmt: skip

    def _paying(self) -> list[Award]:
        return [
            Award.objects.select_related("group").get(pk=self.awards[name].pk)
            for name in SHOPPING
            if name in self.awards
        ]

    def _head(self, award: Any) -> Any:
        return award.group.representative.user

    def _agree(self) -> None:
        for award in self.awards.values():
            for member in sorted(award.group.members, key=lambda each: each.role != "representative"):
                agreement.take_lesson(award, actor=member.user)
                agreement.accept(award, actor=member.user, seen=fresh(award).agreement.fingerprint)

    def _enter_accounts(self) -> None:
        for name, award in self.awards.items():
            bank, number = ACCOUNTS[name]
            holder = f"{name} {self._head(award).name}"[:60]
            account.enter(award.group, actor=self._head(award), bank=bank, number=number, holder=holder)

    def _confirm_accounts(self) -> None:
        for award in self._paying():
            account.confirm(award.group.accounts.get(), actor=self.people["official"])

    def _request(self) -> None:
        for award in self._paying():
            tranche.request(award.tranches.get(position=1), actor=self._head(award))

    def _approve(self) -> None:
        for each in Tranche.objects.filter(award__in=self._paying(), position=1):
            tranche.approve(each, actor=self.people["official"])

    def _order(self) -> None:
        payments.order(actor=self.people["director"])

    def _paid(self) -> None:
        batch = PaymentBatch.objects.latest("id")
        rows = [("번호", "결과", "일자")]
        rows += [(payments.number_of(each), "지급", str(timezone.localdate())) for each in batch.payments.all()]
        payments.answer(batch, read("answer.csv", as_csv(rows)), "0" * 64, actor=self.people["director"])

    def _spend(self) -> None:
        """Receipts with drawn photographs, and the diary."""
        for award in self._paying():
            lines = {line.position: line for line in award.lines.all()}
            for position, percent, payee, what in SHOPPING[award.group.name]:
                if position in lines:
                    self._buy(award, lines[position], percent, payee, what)
            for title, where, attendance, newcomers in DAYS[award.group.name]:
                day = {"on": timezone.localdate(), "title": title, "where": where, "attendance": attendance}
                more = {"newcomers": newcomers, "notes": "", "consented": False}
                diary.write(award, day | more, actor=self._head(award))

    def _buy(self, award: Award, line: BudgetLine, percent: int, payee: str, what: str) -> None:
        amount = line.grant * percent // 100 // 100 * 100
        entry = Receipt(
            line=line, amount=amount, spent_on=timezone.localdate(), payee=payee, what=what,
            accepted=slip(payee, what, amount), word="영수증을 그대로 찍었어요.",
        )  # fmt: skip
        expense.enter(award, entry, actor=self._head(award))

    def _report(self) -> None:
        """One group is done already; the other needs a little more time, and help with its accounts."""
        for award in self._paying():
            if award.group.name == OVER:
                self._settle(award)
            elif check := Report.objects.filter(award=award, kind="midterm").first():
                more_time.ask("midterm-check", check.pk, actor=self._head(award))
                why = "책방이 공사를 해서 두 번을 쉬어야 해요."
                more_time.ask("midterm-check", check.pk, actor=self._head(award), why=why)
                help_call.ask(
                    "award", award.pk, actor=self._head(award), words="강사비에서 세금을 어떻게 떼는지 모르겠어요."
                )

    def _settle(self, award: Award) -> None:
        head, officer = self._head(award), self.people["official"]
        ending.finish(award, actor=head)
        final = Report.objects.get(award=award, kind="final")
        goals = {
            goal.pk: {"result": goal.target, "reached": "yes", "reason": "이웃들이 먼저 도와주셨어요."}
            for goal in award.goals.all()
        }
        report.write(final, ANSWERS, goals, actor=head, seen=final.version)
        report.submit(fresh(final), actor=head)
        report.accept(fresh(final), actor=officer, note="의자에 저도 앉아 보았습니다. 고맙습니다.")
        account_ = Settlement.objects.get(award=award)
        settlement.submit(account_, actor=head, interest=12)
        expense.accept_all(fresh(award), actor=officer, seen=list(award.expenses.values_list("pk", flat=True)))
        settlement.accept(fresh(account_), actor=officer)


def slip(payee: str, what: str, amount: int) -> Any:
    """A drawn photograph of a receipt: no two are alike."""
    picture = Image.new("RGB", (360, 520), (238, 236, 228))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((30, 24, 330, 496), fill=(252, 252, 250))
    seed = sum(ord(letter) for letter in payee + what) + amount
    for row in range(14):
        width = 80 + (seed * (row + 3) * 7919) % 190
        shade = 40 + (seed * (row + 1) * 104_729) % 120
        draw.rectangle((48, 48 + row * 26, 48 + width, 60 + row * 26), fill=(shade, shade, shade))
    draw.text((48, 440), f"{amount:,} KRW", fill=(10, 10, 10))
    out = BytesIO()
    picture.save(out, "JPEG", quality=85)
    return accept(SimpleUploadedFile(f"{payee}.jpg", out.getvalue(), content_type="image/jpeg"))
