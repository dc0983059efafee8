"""Rounds and what they decide on, many at once: rows are put in place past the triggers, as nobody but a test may."""

from datetime import timedelta
from itertools import count

import pgtrigger
from django.contrib.auth import get_user_model
from django.utils import timezone

from funding.models import Allocation, Award, FundingRound, RoundCeiling
from groups.models import Group, Membership
from proposals.models import Proposal
from tests.groups.making import fresh
from tests.proposals.making import door, open_call

_serial = count(1)
THEMES = ("culture", "care", "food")


def in_review(call, villages, number=1, asked=1_000_000):
    """``number`` proposals before the panel, each of a group of one: in turn from ``villages`` and about ``THEMES``."""
    first = next(_serial) * 10_000
    user = get_user_model()
    users = user.objects.bulk_create(
        user(name=f"대표 {first + n}", email=f"lead{first + n}@example.kr", password="!") for n in range(number)
    )
    now = timezone.now()
    with pgtrigger.ignore():
        groups = Group.objects.bulk_create(
            Group(
                name=f"이웃 모임 {first + n}", name_key=f"이웃모임{first + n}", village=villages[n % len(villages)],
                theme=THEMES[n % len(THEMES)], introduction="함께 시작해요.", state="formed", formed_at=now,
                founder=users[n],
            )
            for n in range(number)
        )  # fmt: skip
        Membership.objects.bulk_create(
            Membership(user=users[n], group=groups[n], role="representative", pledge_version=1) for n in range(number)
        )
        made = [
            Proposal(
                call=call, group=groups[n], village=groups[n].village, lead=users[n], started_by=users[n],
                title=f"함께하는 골목 {first + n}", theme=groups[n].theme, asked=asked, state="in_review",
                number=f"T-{first + n}", submitted_at=now + timedelta(seconds=n), group_name=groups[n].name,
                decided_at=now,
            )
            for n in range(number)
        ]  # fmt: skip
        for each in made:
            each.office = _office(each)
        return Proposal.objects.bulk_create(made)


_offices = {}


def _office(proposal):
    village = proposal.village
    known = _offices.get(village.district_id)
    if known is None or not type(known)._base_manager.filter(pk=known.pk, district=village.district_id).exists():
        known = _offices[village.district_id] = door(proposal)
    return known


def pot(call, budget, *, state="drafting", people=(None, None), ceilings=(), **fields):
    """A round with ``budget`` won; ``ceilings`` maps a district or a theme to won; ``people`` proposed and signed."""
    now = timezone.now()
    made = FundingRound.objects.create(**{"name_ko": "상반기 심의", "name_en": "First half", "budget": budget} | fields)
    made.calls.add(call)
    for place, most in dict(ceilings).items():
        about = {"theme": place} if isinstance(place, str) else {"district": place}
        RoundCeiling.objects.create(round=made, ceiling=most, **about)
    if state != "drafting":
        proposer, signer = people
        being = {"state": state, "proposed_by": proposer, "proposed_at": now}
        if state != "proposed":
            being |= {"signed_by": signer, "signed_at": now}
        if state == "announced":
            being["announced_at"] = now
        with pgtrigger.ignore():
            FundingRound.objects.filter(pk=made.pk).update(**being)
    return fresh(made)


def award(round_, proposal, amount=1_000_000):
    """An award of which nothing is promised yet."""
    made = Award.objects.create(round=round_, proposal=proposal, group=proposal.group, amount=amount)
    return fresh(made)


def signed_pot(budget, official, director, villages, *, number=1, amount=1_000_000, ceilings=()):
    """A signed round and ``number`` awards in it, of which nothing is promised yet."""
    call = open_call(ceiling=max(amount, 1_000_000))
    round_ = pot(call, budget, state="signed", people=(official, director), ceilings=ceilings)
    return round_, [award(round_, each, amount) for each in in_review(call, villages, number, asked=amount)]


def ranked(budget, villages, *, number=6, asked=1_000_000, scores=None, ceilings=(), **fields):
    """A round being drafted whose ranking holds ``number`` proposals with falling scores, nobody selected yet."""
    call = open_call()
    round_ = pot(call, budget, ceilings=ceilings, **fields)
    files = in_review(call, villages, number, asked=asked)
    Allocation.objects.bulk_create(
        Allocation(
            round=round_, proposal=file, district_id=file.village.district_id, theme=file.theme, asked=asked,
            score=scores[n] if scores else 9000 - n, spread=n % 30, place=n + 1, rank=n + 1,
        )
        for n, file in enumerate(files)
    )  # fmt: skip
    return round_


def proposed(round_, official, *, select=3, reserve=2):
    """``round_`` after ``official`` drew the line and proposed it."""
    from funding.queries.ranking import Trial
    from funding.workflow import ranking, round

    ranking.cut(round_, Trial(select, reserve), actor=official, version=None)
    round.propose(fresh(round_), actor=official)
    return fresh(round_)


def with_fresh_factor(person):
    """``person`` as a request carries them just after they confirmed their second factor."""
    again = type(person).objects.get(pk=person.pk)
    again.second_factor_at = timezone.now()
    return again


def signed_by(round_, director):
    from funding.workflow import round

    round.sign(fresh(round_), actor=with_fresh_factor(director))
    return fresh(round_)


def announced(round_, official, director, **cut):
    """``round_`` proposed by one, signed by the other and announced."""
    from funding.workflow import announcing

    announcing.announce(signed_by(proposed(round_, official, **cut), director), actor=official)
    return fresh(round_)
