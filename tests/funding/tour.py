"""What happens with rounds and awards on the tour of every page."""

from django.db import transaction

from tests.cast import HONGDAE, OKSU, SEONGSU


def happen(ask) -> dict:
    """A round being drafted, and an announced one in which jiwoo represents a group that was selected."""
    from tests.funding import making

    villages = [ask("city")[code] for code in (SEONGSU, OKSU, HONGDAE)]
    announced = making.announced(making.ranked(4_000_000, villages), ask("division_official"), ask("division_director"))
    award = announced.awards.order_by("id").first()
    with transaction.atomic():
        award.group.memberships.update(role="member")
        award.group.memberships.create(user=ask("jiwoo"), role="representative", pledge_version=1)
    return {"round": making.ranked(5_000_000, villages), "announced_round": announced, "award": award}


def _pk(name: str):
    return lambda ask: {"pk": ask(name).pk}


ARGUMENTS = {f"funding:{name}": _pk("round") for name in ("round", "setup", "fill", "cut", "fairness", "history")}
ARGUMENTS |= {f"funding:{name}": _pk("announced_round") for name in ("result", "reserve", "ledger")}
ARGUMENTS |= {f"funding:{name}": lambda ask: {"pk": ask("award").proposal_id} for name in ("feedback", "letter")}
ARGUMENTS |= {"funding:award": _pk("award")}
