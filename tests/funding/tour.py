"""What happens with rounds and awards on the tour of every page."""

from django.db import transaction

from seoul_portal.files import accept
from tests.cast import HONGDAE, OKSU, SEONGSU


def happen(ask) -> dict:
    """A round being drafted, and an announced one in which jiwoo represents a group that was selected."""
    from tests.funding import making, paying

    villages = [ask("city")[code] for code in (SEONGSU, OKSU, HONGDAE)]
    announced = making.announced(making.ranked(4_000_000, villages), ask("division_official"), ask("division_director"))
    award = announced.awards.order_by("id").first()
    with transaction.atomic():
        award.group.memberships.update(role="member")
        award.group.memberships.create(user=ask("jiwoo"), role="representative", pledge_version=1)
    return {
        "round": making.ranked(5_000_000, villages), "announced_round": announced, "award": award,
        **_spending(ask, villages), **paying.happen(ask, villages),
    }  # fmt: skip


def _spending(ask, villages) -> dict:
    """A project of jiwoo's group at work, with a receipt and a day in its diary, and one that is settled."""
    from django.utils import timezone

    from funding.models import Report
    from funding.workflow import diary
    from tests.funding import asking, changing, going_on, making_spend

    people = (ask("division_official"), ask("division_director"), villages[:1], ask("jiwoo"), ask("seoyeon"))
    work, over = making_spend.at_work(*people), making_spend.at_work(*people)
    day = {
        "on": timezone.localdate(), "title": "골목 청소", "where": "골목", "attendance": 12, "newcomers": 5,
        "notes": "", "consented": True,
    }  # fmt: skip
    making_spend.spent(over, 100_000)
    making_spend.settling(over)
    making_spend.settled(over, ask("district_officer"))
    return {
        **asking.happen(ask, work),
        **changing.happen(ask),
        **going_on.happen(ask),
        "work": work,
        "over": over,
        "receipt": making_spend.spent(work, 100_000, payee="화방", picture=making_spend.photograph(11)),
        "day": diary.write(work, day, actor=ask("jiwoo"), photo=accept(making_spend.photograph(12))),
        "check": Report.objects.get(award=work, kind="midterm"),
        "final": Report.objects.get(award=over, kind="final"),
    }


def paying_arguments():
    from tests.funding import paying

    return paying.ARGUMENTS


def asking_arguments():
    from tests.funding import asking

    return asking.ARGUMENTS


def changing_arguments():
    from tests.funding import changing

    return changing.ARGUMENTS


def going_on_arguments():
    from tests.funding import going_on

    return going_on.ARGUMENTS


def _pk(name: str):
    return lambda ask: {"pk": ask(name).pk}


ARGUMENTS = {f"funding:{name}": _pk("round") for name in ("round", "setup", "fill", "cut", "fairness", "history")}
ARGUMENTS |= {f"funding:{name}": _pk("announced_round") for name in ("result", "reserve", "ledger")}
ARGUMENTS |= {f"funding:{name}": lambda ask: {"pk": ask("award").proposal_id} for name in ("feedback", "letter")}
ARGUMENTS |= {"funding:award": _pk("award")}
ARGUMENTS |= paying_arguments()
ARGUMENTS |= asking_arguments()
ARGUMENTS |= changing_arguments()
ARGUMENTS |= going_on_arguments()
ARGUMENTS |= {f"funding:{name}": _pk("work") for name in ("expenses", "new-expense", "line-left", "accept-receipts")}
ARGUMENTS |= {f"funding:{name}": _pk("work") for name in ("diary", "new-activity", "take-over-diary")}
ARGUMENTS |= {
    f"funding:{name}": _pk("receipt") for name in ("expense", "change-expense", "take-out-expense", "expense-file")
}
ARGUMENTS |= {f"funding:{name}": _pk("day") for name in ("change-activity", "remove-activity", "activity-photo")}
ARGUMENTS |= {f"funding:{name}": _pk("check") for name in ("report", "write-report")}
ARGUMENTS |= {
    "funding:view-goals": _pk("final"),
    "funding:settlement": _pk("over"),
    "funding:settlement-pdf": _pk("over"),
}
WHO = {
    "funding:view-goals": "adviser",
    "funding:accept-receipts": "district_officer",
    "funding:propose-clawback": "division_official",
    "funding:nominate": "adviser",
}
