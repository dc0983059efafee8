"""Panels on the tour, in the budgets of queries, and as subjects of the lifecycle walk."""

from django.utils import timezone

from tests.groups.making import fresh
from tests.proposals import making_review as making


def happen(ask) -> dict:
    """A panel that scores the proposal of the tour's group: a declaration made, a conflict, scores, a talk."""
    from proposals.models import Attachment, Review
    from proposals.workflow import evaluation
    from proposals.workflow import panel as panels
    from proposals.workflow import review as reviews
    from tests.proposals import making as drafts

    call = drafts.rich_call(title_ko="심사까지 가 보는 공모")
    drafts.open_call(title_ko="심사단이 없는 공모")
    file = making.eligible(drafts.submitted(drafts.draft(fresh(ask("group")), call)))
    panel = making.set_up(making.over(call), per_proposal=3, resident_percent=30)
    seats = [making.expert(panel, number, kind) for number, kind in enumerate(("expert", "expert", "resident"), 71)]
    panels.open_panel(panel, actor=making.official())
    first, second, third = Review.objects.filter(seat__panel=panel).order_by("seat")
    making.scored(first, 50, 50)
    making.cleared(second)
    reviews.declare_conflict(fresh(third), actor=third.seat.user, kind="friend", words="오랜 친구예요.")
    evaluation.evaluate(file, actor=ask("district_officer"), recommendation="recommended", reason="골목에 필요해요.")
    return {
        "panel": panel,
        "panel_call": making.over(drafts.open_call(title_ko="끝난 공모")),
        "panel_file": file,
        "own_review": fresh(second),
        "own_file": Attachment.objects.filter(proposal=file).first(),
        "seat_of_reviewer": seats[1],
        "panel_reviewer": seats[1].user,
        "evaluated": file,
    }


_PANEL = ("panel", "panel-settings", "invite-seat", "distribute", "recusals", "panel-files")
_FILE = ("panel-file", "give-file", "note-talk")
_REVIEW = ("review", "print-review")
ARGUMENTS = {f"proposals:{name}": lambda ask: {"pk": ask("panel").pk} for name in _PANEL}
ARGUMENTS |= {f"proposals:{name}": lambda ask: {"pk": ask("panel").pk, "file": ask("panel_file").pk} for name in _FILE}
ARGUMENTS |= {f"proposals:{name}": lambda ask: {"pk": ask("own_review").pk} for name in _REVIEW}
ARGUMENTS |= {
    "proposals:new-panel": lambda ask: {"pk": ask("panel_call").pk},
    "proposals:evaluation": lambda ask: {"pk": ask("evaluated").pk},
    "proposals:seat": lambda ask: {"pk": ask("seat_of_reviewer").pk},
    "proposals:review-file": lambda ask: {"pk": ask("own_review").pk, "file": ask("own_file").pk},
    "proposals:save-review": lambda ask: {
        "pk": ask("own_review").pk,
        "criterion": ask("panel").call.criteria.first().pk,
    },
}
WHO = dict.fromkeys(
    [f"proposals:{name}" for name in (*_REVIEW, "seat", "my-reviews", "review-file", "save-review")], "panel_reviewer"
) | {"proposals:evaluation": "district_officer"}


# --- Budgets -----------------------------------------------------------------------------------------


def scored(ask, numbers) -> None:
    """Files of a panel with three reviews each, scored by three experts, one of them the outsider of the cast."""
    from proposals.models import Panel, Review
    from proposals.workflow import panel as panels
    from proposals.workflow import seat
    from tests.proposals.making import official, open_call

    center, panel = ask("center"), Panel.objects.first()
    if panel is None:
        ask("district_officer")
        call = open_call()
        making.eligible_files(center, 1)
        panel = making.set_up(making.over(call), per_proposal=3)
        invited = seat.invite_address(panel, ask("outsider").email, kind="resident", actor=official())
        making.taken(invited, ask("outsider"))
        for number in (1, 2):
            making.expert(panel, number)
        panels.open_panel(panel, actor=official())
    more = max(numbers) + 1 - panel.call.proposals.count() if len(numbers) else 0
    if more > 0:
        making.eligible_files(center, more, start=100)
        panels.take_in(fresh(panel), actor=official())
    for number, review in enumerate(Review.objects.waiting().order_by("id")[:30]):
        making.scored(review, 10 + number % 40, 20)


def one(ask):
    from proposals.models import Panel

    return {"pk": Panel.objects.get().pk}


def one_file(ask):
    from proposals.models import Proposal

    return one(ask) | {"file": Proposal.objects.order_by("id").first().pk}


def of_outsider(ask):
    """A review of the outsider whose file is open to them."""
    from proposals.models import Review

    review = Review.objects.filter(seat__user=ask("outsider")).exclude(state="conflict").order_by("id").first()
    return {"pk": (making.cleared(review) if review.state == "assigned" else review).pk}


def evaluated(ask):
    from proposals.models import Proposal

    return {"pk": Proposal.objects.order_by("id").first().pk}


# --- Subjects of the walk ----------------------------------------------------------------------------


def panel(cast):
    """Set up for a call that is over, with nobody on it."""
    from tests.proposals.making import open_call

    return making.set_up(making.over(open_call()))


def seat(cast):
    """Offered to the outsider of the cast."""
    from proposals.workflow import seat as seats

    return seats.invite_address(panel(cast), cast["outsider"].email, kind="expert", actor=making.official())


def review(cast):
    """Given to the outsider on a panel that runs; everything that a later state needs is there already."""
    import pgtrigger

    from proposals.models import Panel, Review, Score
    from tests.proposals.making import open_call

    call = open_call()
    posting = cast["triage_officer"].postings.get()
    file = making.eligible_files(posting.office, 1)[0]
    made = making.set_up(making.over(call), per_proposal=1)
    from proposals.workflow import panel as panels
    from proposals.workflow import seat as seats

    invited = seats.invite_address(made, cast["outsider"].email, kind="expert", actor=making.official())
    making.taken(invited, cast["outsider"])
    panels.open_panel(Panel.objects.get(pk=made.pk), actor=making.official())
    found = Review.objects.get(proposal=file)
    now = timezone.now()
    Review.objects.filter(pk=found.pk).update(declared_at=now, handed_in_at=now, total=60, conflict="friend")
    with pgtrigger.ignore("proposals.Score:score_within_rubric"):
        Score.objects.bulk_create(
            Score(review=found, criterion=each, points=30, reason="좋아요.") for each in call.criteria.all()
        )
    return fresh(found)
