"""Changes, pauses and cancellations for the walks: subjects of lifecycles and stops of the tour."""

from datetime import timedelta

from django.utils import timezone

from funding.models import Clawback, Statement, Variation
from funding.workflow import clawback as reclaiming
from funding.workflow import pausing
from funding.workflow import variation as varying
from funding.workflow.variation_checks import Line
from tests.casework.walk import Walk
from tests.cast import HONGDAE, OKSU, SEONGSU
from tests.funding import making_spend
from tests.groups.making import fresh
from villages.models import Village

NOW = timezone.now()


def _work(cast):
    villages = [Village.objects.get(code=code) for code in (SEONGSU, OKSU, HONGDAE)]
    people = [cast(name) for name in ("division_official", "division_director")]
    return making_spend.at_work(*people, villages[:1], cast("jiwoo"), cast("seoyeon"))


def asked(award, by, moved=300_000):
    """A change of the budget that no rule lets pass."""
    lines = [
        Line(
            id=each.pk, item=each.item, detail=each.detail, own=each.own,
            grant=each.grant + (moved if each.item == "instructor" else -moved),
        )
        for each in award.lines.order_by("position")
    ]  # fmt: skip
    return varying.ask_budget(award, actor=by, lines=lines, reason="강사가 한 번 더 와요")


def proposed(award, by, amount=600_000):
    """A cancellation on which a member has spoken."""
    first_on = timezone.localdate() + timedelta(days=60)
    made = reclaiming.propose(award, actor=by, amount=amount, reason="보고와 달라요", count=3, first_on=first_on)
    Statement.objects.create(clawback=made, by=award.group.representative.user, text="모임은 열렸어요")
    return made


# --- Lifecycles --------------------------------------------------------------------------------------


def variation(cast):
    """A change that jiwoo asked for; whoever decides on it is of the Division."""
    made = asked(_work(cast.get), cast["jiwoo"])
    Variation.objects.filter(pk=made.pk).update(decided_by=cast["division_director"], decided_at=NOW)
    return fresh(made)


def clawback(cast):
    """A cancellation proposed by the official, heard, with the director's hand under it for its later states."""
    made = proposed(_work(cast.get), cast["division_official"])
    Clawback.objects.filter(pk=made.pk).update(signed_by=cast["division_director"], signed_at=NOW)
    return fresh(made)


SUBJECTS = {"variation": Walk(variation), "clawback": Walk(clawback)}


# --- The tour ----------------------------------------------------------------------------------------


def happen(ask) -> dict:
    """A project of jiwoo's group that was paused and asks for a change, and one whose cancellation is signed."""
    from tests.funding.making import with_fresh_factor

    changing, cancelled, doubtful = _work(ask), _work(ask), _work(ask)
    until = timezone.localdate() + timedelta(days=20)
    pausing.pause(changing, actor=ask("jiwoo"), expected_on=until, note="이사해요")
    pausing.resume(fresh(changing), actor=ask("jiwoo"))
    claim = proposed(cancelled, ask("division_official"))
    reclaiming.sign(claim, actor=with_fresh_factor(ask("division_director")), note="확인했습니다")
    return {
        "changing": fresh(changing),
        "variation": asked(fresh(changing), ask("jiwoo")),
        "clawback": fresh(claim),
        "doubtful": doubtful,
        "heard": proposed(_work(ask), ask("division_official")),
    }


def _pk(name: str):
    return lambda ask: {"pk": ask(name).pk}


ARGUMENTS = {
    f"funding:{name}": _pk("changing") for name in ("changes", "change-budget", "change-period", "change-plan")
}
ARGUMENTS |= {f"funding:{name}": _pk(name) for name in ("variation", "clawback")}
ARGUMENTS |= {"funding:propose-clawback": _pk("doubtful")}
