"""Files of this app for the lifecycle walk: signed and timed beforehand, as their later states ask."""

from django.utils import timezone

from funding.models import Promotion
from funding.queries.ranking import Trial
from funding.queries.reserve import next_in_line
from funding.workflow import ranking
from tests.casework.walk import Walk
from tests.cast import HONGDAE, OKSU, SEONGSU
from tests.funding import making
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


def award(cast):
    """An award of a group whose representative is jiwoo, with nothing promised yet."""
    _round, (made,) = making.signed_pot(
        4_000_000, cast["division_official"], cast["division_director"], _villages()[:1]
    )
    made.group.memberships.update(role="member")
    made.group.memberships.create(user=cast["jiwoo"], role="representative", pledge_version=1)
    made.group.memberships.create(user=cast["seoyeon"], pledge_version=1)
    return fresh(made)


def promotion(cast):
    """A step up that fits."""
    draft = making.ranked(4_000_000, _villages())
    announced = making.announced(draft, cast["division_official"], cast["division_director"])
    return Promotion.objects.create(
        round=announced, proposal=next_in_line(announced), amount=1_000_000, **_two_hands(cast)
    )


SUBJECTS = {
    "fundinground": Walk(
        round_,
        being={state: {"announced_at": None} for state in ("drafting", "proposed", "signed")}
        | {"announced": {"announced_at": NOW}},
        doing={"announce": {"announced_at": NOW}},
    ),
    "award": Walk(award),
    "promotion": Walk(promotion),
}
