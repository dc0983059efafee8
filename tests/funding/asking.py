"""More time and help for the walks: subjects of lifecycles and stops of the tour."""

from datetime import timedelta

from django.utils import timezone

from funding.models import HelpCall, MoreTime
from tests.casework.walk import Walk
from tests.cast import SEONGSU
from tests.funding import making_spend
from villages.models import Village

# --- Lifecycles --------------------------------------------------------------------------------------


def _check(cast):
    """The mid-term check of a project of jiwoo's and seoyeon's group."""
    places = [Village.objects.get(code=SEONGSU)]
    people = (cast["division_official"], cast["division_director"], places, cast["jiwoo"], cast["seoyeon"])
    return making_spend.at_work(*people).reports.get()


def more_time(cast):
    """A wish of jiwoo's that a person decides on; its later states' fields are there already."""
    check, now = _check(cast), timezone.now()
    return MoreTime.objects.create(
        award=check.award, source="midterm-check", object_id=check.pk, before_on=check.due_on,
        requested_by=cast["jiwoo"], due_on=now.date(), until_on=check.due_on + timedelta(days=5), decided_at=now,
        decided_by=cast["division_official"],
    )  # fmt: skip


def help_call(cast):
    """A call of jiwoo's, with everybody who answers it later."""
    check, now = _check(cast), timezone.now()
    return HelpCall.objects.create(
        award=check.award, source="midterm-check", object_id=check.pk, office=check.award.proposal.office,
        asked_by=cast["jiwoo"], due_on=now.date(), taken_by=cast["adviser"], answered_by=cast["adviser"],
        answered_at=now,
    )  # fmt: skip


SUBJECTS = {"moretime": Walk(more_time), "helpcall": Walk(help_call)}


# --- The tour ----------------------------------------------------------------------------------------


def happen(ask, work) -> dict:
    """A wish and a call about a project of jiwoo's group, asked by seoyeon."""
    from funding.workflow import help_call, more_time

    check = work.reports.get(kind="midterm")
    more_time.ask("midterm-check", check.pk, actor=ask("seoyeon"))
    return {
        "wish": more_time.ask("midterm-check", check.pk, actor=ask("seoyeon"), why="강사가 아파요."),
        "help": help_call.ask("award", work.pk, actor=ask("seoyeon"), words="장부가 어려워요."),
    }


def _obligation(ask):
    return {"name": "midterm-check", "pk": ask("check").pk}


ARGUMENTS = {f"funding:{name}": _obligation for name in ("obligation", "ask-time", "ask-help")}
ARGUMENTS |= {
    "funding:more-time": lambda ask: {"pk": ask("wish").pk},
    "funding:help-call": lambda ask: {"pk": ask("help").pk},
    "funding:group-due": lambda ask: {"pk": ask("work").group_id},
}
