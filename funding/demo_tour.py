"""The tour of the demonstration: the story of ``demo_story``, chapter by chapter, as each role sees its pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext as _

from funding.demo_story import NAME
from funding.models import Award, Nomination
from groups.models import Group
from proposals.models import Advice
from seoul_portal.demo import Chapter, Stop

VISITOR = ""


def chapters() -> list[Chapter]:
    """Nothing where the story is not loaded."""
    group = Group.objects.filter(name=NAME).first()
    if group is None:
        return []
    awards = list(Award.objects.filter(group=group).select_related("proposal", "round").order_by("pk"))
    nomination = Nomination.objects.filter(award__group=group).first()
    advice = Advice.objects.filter(group=group).order_by("pk").first()
    if len(awards) < 3 or nomination is None or advice is None:
        return []
    told = _told(group, awards, nomination, advice, _People())
    return [Chapter(key, when, title, text, tuple(stops)) for (key, when, title, text), stops in told]


class _People:
    """Stops of each chapter, numbered, with the name of whoever sees the page."""

    def __init__(self) -> None:
        people = get_user_model().objects.filter(email__endswith="@demo.example")
        self.names = dict(people.values_list("email", "name"))
        self.roles = {
            "jiwoo": _("resident"), "seoyeon": _("resident"), "minjun": _("resident"), "adviser": _("adviser"),
            "triage": _("triage officer"), "officer": _("district officer"), "official": _("Division official"),
            "director": _("Division director"), "auditor": _("auditor of the Council"), "reviewer": _("reviewer"),
            "administrator": _("administrator"),
        }  # fmt: skip

    def see(self, chapter: str, *pages: tuple[str, str, str]) -> Iterator[Stop]:
        for number, (name, what, path) in enumerate(pages, 1):
            email = f"{name}@demo.example" if name else ""
            who = f"{self.names.get(email, name)}, {self.roles[name]}" if name else _("Anybody")
            yield Stop(f"{chapter}-{number}", who, what, path, email)


def _told(group: Group, awards: list[Award], nomination: Nomination, advice: Advice, people: _People) -> Iterator[Any]:
    first, second, third = awards
    public, desk = reverse("groups:group", args=[group.pk]), reverse("groups:desk", args=[group.pk])
    yield (
        ("meeting", _year(group.founded_at), _("Three neighbors and a wooden board"),
         _("Jiwoo, Seoyeon and Minjun live and work in one alley of Seongsu. An old man next door lay ill for four days"
           " before anybody knew. They stand in front of the bookshop with a board that says “안부” – “how are you?” –"
           " and nine people stop.")),
        people.see(
            "meeting", (VISITOR, _("The page of the group that everybody reads"), public),
            ("jiwoo", _("The same group from the inside: people, board, votes"), desk),
            ("adviser", _("What the adviser of the village center wrote down after the first talk"),
             advice.get_absolute_url()),
        ),
    )  # fmt: skip
    yield (
        ("asking", _year(first.proposal.submitted_at), _("The first proposal"),
         _("They ask for less than a million won: a letterbox made of wood, paper, tea for the Saturdays. The form has"
           " seven short parts, and whoever checks it works around the corner.")),
        people.see(
            "asking", ("seoyeon", _("The proposal as the group reads it"), first.proposal.get_absolute_url()),
            ("triage", _("The same file at the village center, with its history"),
             reverse("proposals:file", args=[first.proposal_id])),
            ("jiwoo", _("What the panel said: points and reasons, criterion by criterion"),
             reverse("funding:feedback", args=[first.proposal_id])),
        ),
    )  # fmt: skip
    yield (
        ("money", _year(first.starts_on), _("A year with seed money"),
         _("Everybody accepts the agreement on their own telephone. Each receipt is a photograph; the balance is known"
           " at once. Thirty-four pairs of neighbors write to each other, and every won is accounted for.")),
        people.see(
            "money", ("jiwoo", _("The award: agreement, payments, receipts, report"), first.get_absolute_url()),
            ("official", _("Its settlement, computed from the receipts"),
             reverse("funding:settlement", args=[first.pk])),
            ("auditor", _("The ledger of the round, in which nothing can be changed"),
             reverse("funding:ledger", args=[first.round_id])),
        ),
    )  # fmt: skip
    yield (
        ("pause", _year(second.starts_on), _("The second year, and a flood"),
         _("Five letterboxes, twenty people who deliver. In summer the bookshop is under water. The group pauses: the"
           " clock stands still for a month, nobody reminds anybody, and afterwards every date moves by those days.")),
        people.see(
            "pause", ("minjun", _("The award of the second year with its pause"), second.get_absolute_url()),
            ("director", _("The round that the director signed, a second person after the official"),
             reverse("funding:round", args=[second.round_id])),
            (VISITOR, _("What anybody can read of it in the public register"),
             reverse("funding:entry", args=[second.pk])),
        ),
    )  # fmt: skip
    yield (
        ("growing", _year(third.starts_on), _("The third year: three villages"),
         _("Four people who had fallen were found on the same day, because a letter was not answered. Two villages"
           " nearby want a post office, too. The group writes down how it is done.")),
        people.see(
            "growing", ("jiwoo", _("The third award, settled and closed"), third.get_absolute_url()),
            ("officer", _("How the district sees it"), third.get_absolute_url()),
            (VISITOR, _("The results of that round"), reverse("funding:result", args=[third.round_id])),
        ),
    )  # fmt: skip
    yield (
        ("service", _("This year"), _("A service of the city"),
         _("The adviser nominates the post office. The group says yes, and what must not change: people walk, people"
           " knock. The district is in favour, the director signs. What three neighbors began, the city goes on"
           " with.")),
        people.see(
            "service", (VISITOR, _("Services of the city, and where each of them grew"),
                        reverse("funding:city-services")),
            ("jiwoo", _("The nomination with the wish of the group"), nomination.get_absolute_url()),
            ("officer", _("The opinion of the district"), nomination.get_absolute_url()),
        ),
    )  # fmt: skip
    yield (
        ("today", _("Today"), _("And three hundred others"),
         _("Around this group the city goes on: two calls are open, files wait to be checked, a panel scores, a round"
           " waits for a signature, somebody rests, somebody gives up and says what they learned.")),
        people.see(
            "today", (VISITOR, _("Groups all over Seoul"), reverse("groups:directory")),
            ("jiwoo", _("A resident's own desk: what is due, and a proposal that came back"), reverse("desk")),
            ("triage", _("The queue of a village center"), reverse("proposals:queue")),
            ("reviewer", _("A reviewer's files"), reverse("proposals:my-reviews")),
            ("official", _("Everything that is due anywhere in the city"), reverse("funding:due")),
            ("director", _("The rounds, one of which waits for a signature"), reverse("funding:rounds")),
            ("auditor", _("The balances, computed anew and compared"), reverse("funding:reconciliation")),
            ("administrator", _("The offices and who works there"), reverse("villages:offices")),
        ),
    )  # fmt: skip


def _year(day: Any) -> str:
    return str(day.year)
