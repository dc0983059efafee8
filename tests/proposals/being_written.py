"""A draft that two people write at once, for the tour and for the budgets of queries."""

from tests.groups.making import fresh
from tests.proposals import making


def two_texts(draft, one, other):
    """Both wrote the same answer of the part "idea": the second text waits."""
    from proposals.workflow import drafting

    section = draft.sections.get(key="idea")
    drafting.save_section(section, actor=one, data={"title": "골목 책방"}, base_version=0, seen={})
    return drafting.save_section(section, actor=other, data={"title": "골목 서점"}, base_version=0, seen={}).conflict


def happen(ask) -> dict:
    """By the group of the tour, to a call of its own, shown to advisers."""
    from proposals.workflow import drafting

    draft = making.draft(fresh(ask("group")), making.rich_call(title_ko="함께 쓰는 공모"))
    drafting.share(draft, actor=draft.lead)
    return {"draft": draft, "waiting_text": two_texts(draft, draft.lead, ask("seoyeon"))}


_FILE = ("proposal", "preview", "live", "lead", "who-writes")
ARGUMENTS = {f"proposals:{name}": lambda ask: {"pk": ask("draft").pk} for name in _FILE} | {
    "proposals:begin": lambda ask: {"pk": ask("draft").call_id},
    "proposals:section": lambda ask: {"pk": ask("draft").pk, "key": "budget"},
    "proposals:section-history": lambda ask: {"pk": ask("draft").pk, "key": "idea"},
    "proposals:choose": lambda ask: {"pk": ask("draft").pk, "key": "idea", "edit": ask("waiting_text").pk},
}


def edits(ask, numbers) -> None:
    """One shared draft of the three that was returned, with edits, comments, points and a text that waits."""
    from groups.models import Group
    from proposals.models import Proposal, SectionComment, SectionEdit, TriagePoint
    from proposals.workflow import drafting
    from tests.cast import SEONGSU
    from tests.groups.making import at_home, formed, founded

    village, people = ask("places")[SEONGSU], [ask(name) for name in ("jiwoo", "seoyeon", "minjun")]
    if not Group.objects.exists():
        for each in people:
            at_home(each, village)
        draft = making.draft(formed(founded(people[0], village), *people[1:]), making.rich_call())
        drafting.share(draft, actor=people[0])
        two_texts(draft, *people[:2])
    draft = Proposal.objects.get()
    section = draft.sections.get(key="idea")
    for number in numbers:
        SectionComment.objects.create(proposal=draft, key="idea", author=ask("adviser"), text=f"{number}")
        TriagePoint.objects.create(proposal=draft, key="idea", version=1, text=f"{number}")
        SectionEdit.objects.create(
            section=section, by=people[1], base_version=1, version=2, data={"title": f"{number}"}
        )
        making.attach(draft)


def proposals(ask, numbers) -> None:
    """One proposal more of the three for each number, to a call of its own."""
    from groups.models import Group
    from tests.cast import SEONGSU
    from tests.groups.making import at_home, formed, founded

    village, people = ask("places")[SEONGSU], [ask(name) for name in ("jiwoo", "seoyeon", "minjun")]
    group = Group.objects.first()
    if group is None:
        for each in people:
            at_home(each, village)
        group = formed(founded(people[0], village), *people[1:])
    for number in numbers:
        making.draft(fresh(group), making.open_call(title_ko=f"공모 {number}"))


def one(ask) -> dict:
    from proposals.models import Proposal

    return {"pk": Proposal.objects.get().pk}


def part(key):
    return lambda ask: one(ask) | {"key": key}
