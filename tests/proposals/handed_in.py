"""A proposal handed in twice, with files, for the tour and for the budgets of queries."""

from tests.groups.making import fresh
from tests.proposals import making

PAGES = (
    "check", "confirm", "submit", "receipt", "versions", "print", "budget-sums", "budget-paste", "attach",
)  # fmt: skip


def happen(ask) -> dict:
    """By the group of the tour, to a call of its own."""
    from proposals.workflow import submission

    call = making.rich_call(title_ko="제출까지 가 보는 공모")
    proposal = making.submitted(making.draft(fresh(ask("group")), call))
    making.written(proposal, "idea", title="골목 책방에서 읽고 쓰기")
    submission.hand_in(fresh(proposal), actor=proposal.lead, seen=making.seen(proposal))
    return {"handed_in": fresh(proposal), "handed_in_file": proposal.attachments.first()}


ARGUMENTS = {f"proposals:{name}": lambda ask: {"pk": ask("handed_in").pk} for name in PAGES} | {
    "proposals:version": lambda ask: {"pk": ask("handed_in").pk, "number": 2},
    "proposals:print-version": lambda ask: {"pk": ask("handed_in").pk, "number": 1},
    "proposals:difference": lambda ask: {"pk": ask("handed_in").pk, "before": 1, "after": 2},
    "proposals:attachment": lambda ask: {"pk": ask("handed_in_file").pk},
    "proposals:remove-attachment": lambda ask: {"pk": ask("handed_in_file").pk},
}


def versions(ask, numbers) -> None:
    """Versions of the one proposal of the three, each with another title and a file more."""
    from groups.models import Group
    from proposals.models import Proposal
    from proposals.workflow import submission
    from tests.cast import SEONGSU
    from tests.groups.making import at_home, formed, founded

    village, people = ask("places")[SEONGSU], [ask(name) for name in ("jiwoo", "seoyeon", "minjun")]
    if not Group.objects.exists():
        for each in people:
            at_home(each, village)
        making.complete(making.draft(formed(founded(people[0], village), *people[1:]), making.rich_call()))
    proposal = Proposal.objects.get()
    making.door(proposal)
    for number in numbers:
        making.written(proposal, "idea", title=f"골목 책방 {number}")
        making.attach(proposal)
        submission.hand_in(fresh(proposal), actor=proposal.lead, seen=making.seen(proposal))


def one(ask) -> dict:
    from proposals.models import Proposal

    return {"pk": Proposal.objects.get().pk}
