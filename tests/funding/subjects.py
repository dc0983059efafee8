"""Files of this app for the lifecycle walk: signed and timed beforehand, as their later states ask."""

from django.utils import timezone

from funding.models import Promotion, Settlement
from funding.queries.ranking import Trial
from funding.queries.reserve import next_in_line
from funding.workflow import ranking
from tests.casework.walk import Walk
from tests.cast import HONGDAE, OKSU, SEONGSU
from tests.funding import asking, changing, going_on, making, making_spend, paying
from tests.groups.making import fresh
from villages.models import Village

NOW = timezone.now()


def _villages():
    return [Village.objects.get(code=code) for code in (SEONGSU, OKSU, HONGDAE)]


def _two_hands(cast):
    return {
        "proposed_by": cast["division_official"], "proposed_at": NOW,
        "signed_by": cast["division_director"], "signed_at": NOW,
    }  # fmt: skip


def round_(cast):
    """A ranking that may be proposed."""
    draft = making.ranked(4_000_000, _villages(), **_two_hands(cast))
    ranking.cut(draft, Trial(3, 2), actor=cast["division_official"], version=None)
    return fresh(draft)


def promotion(cast):
    """A step up that fits."""
    draft = making.ranked(4_000_000, _villages())
    announced = making.announced(draft, cast["division_official"], cast["division_director"])
    return Promotion.objects.create(
        round=announced, proposal=next_in_line(announced), amount=1_000_000, **_two_hands(cast)
    )


def _at_work(cast):
    """A running award of jiwoo's group, with receipts, whose account has been handed in by jiwoo."""
    return making_spend.at_work(
        cast["division_official"], cast["division_director"], _villages()[:1], cast["jiwoo"], cast["seoyeon"]
    )


def _by_jiwoo(cast, row):
    """``row`` as its later states ask: handed in by jiwoo, decided by somebody else."""
    fields = {"submitted_by": cast["jiwoo"], "submitted_at": NOW, "decided_by": cast["division_official"]}
    type(row).objects.filter(pk=row.pk).update(**fields, decided_at=NOW)
    return fresh(row)


def expense(cast):
    """A receipt of jiwoo's in an account that was handed in."""
    work = _at_work(cast)
    made = making_spend.spent(work, 100_000)
    making_spend.handed_in(making_spend.settling(work))
    type(made).objects.filter(pk=made.pk).update(decided_by=cast["division_official"], decided_at=NOW, reason="·")
    return fresh(made)


def report(cast):
    """A mid-term check with every answer."""
    check = _at_work(cast).reports.get(kind="midterm")
    return _by_jiwoo(cast, making_spend.written(check, cast["jiwoo"]))


def settlement(cast):
    """The account of a group that is settling, with money to return."""
    work = making_spend.settling(_at_work(cast))
    Settlement.objects.filter(award=work).update(paid=work.paid, unspent=work.paid)
    return _by_jiwoo(cast, Settlement.objects.get(award=work))


SUBJECTS = {
    "fundinground": Walk(
        round_,
        being={state: {"announced_at": None} for state in ("drafting", "proposed", "signed")}
        | {"announced": {"announced_at": NOW}},
        doing={"announce": {"announced_at": NOW}},
    ),
    "promotion": Walk(promotion),
    "expense": Walk(expense),
    "report": Walk(report),
    "settlement": Walk(settlement),
    **paying.SUBJECTS,
    **asking.SUBJECTS,
    **changing.SUBJECTS,
    **going_on.SUBJECTS,
}
