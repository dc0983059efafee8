"""What stands between reviewers and files, as far as the portal knows: computed for a whole panel at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q

from accounts.queries import ties_among
from groups.models import Membership
from proposals.enums import AdviceState, Relation, ReviewState
from proposals.models import Advice, Proposal, Review, Seat, SectionComment, SectionEdit
from villages.enums import OfficeKind
from villages.models import Posting, Tie

# What an official may overrule by hand, with the warning before their eyes. Everything else is a bar.
WARNINGS = frozenset({Relation.VILLAGE, Relation.SCOPE})
Pair = tuple[int, int]


@dataclass(frozen=True)
class Relations:
    """Relations by (seat, proposal)."""

    found: dict[Pair, set[Relation]] = field(default_factory=lambda: defaultdict(set))

    def of(self, seat: Seat, proposal: Proposal) -> list[Relation]:
        """What stands between the two, in the order of ``Relation``."""
        known = self.found.get((seat.pk, proposal.pk), set())
        return [each for each in Relation if each in known]

    def any(self, seat: Seat, proposal: Proposal) -> bool:
        """Whether anything stands between the two."""
        return (seat.pk, proposal.pk) in self.found

    def bars(self, seat: Seat, proposal: Proposal) -> list[Relation]:
        """What no official may overrule."""
        return [each for each in self.of(seat, proposal) if each not in WARNINGS]


def relations(seats: Iterable[Seat], proposals: Iterable[Proposal]) -> Relations:
    """Everything between ``seats`` and ``proposals`` (with ``village``), in a fixed number of queries."""
    seats, proposals = [seat for seat in seats if seat.user_id], list(proposals)
    made = Relations()
    users, groups = {seat.user_id for seat in seats}, {file.group_id for file in proposals}
    for relation, of_person in _by_person(users, groups, proposals).items():
        for seat in seats:
            known = of_person[seat.user_id]  # type: ignore[index]
            for file in proposals if known else ():
                if known & _marks(file):
                    made.found[seat.pk, file.pk].add(relation)
    for seat in seats:
        wanted = {each.pk for each in seat.districts.all()}
        for file in proposals:
            if (wanted and file.village.district_id not in wanted) or (seat.themes and file.theme not in seat.themes):
                made.found[seat.pk, file.pk].add(Relation.SCOPE)
    return made


Mark = tuple[str, int]


def _marks(file: Proposal) -> set[Mark]:
    """What a file can be recognised by: itself, its group, its village, its district."""
    return {
        ("file", file.pk),
        ("group", file.group_id),
        ("village", file.village_id),
        ("district", file.village.district_id),
    }


def _by_person(
    users: Collection[int | None], groups: Collection[int], proposals: Collection[Proposal]
) -> dict[Relation, dict[int, set[Mark]]]:
    """For each relation the marks of files with which a person has it."""
    found: dict[Relation, dict[int, set[Mark]]] = {each: defaultdict(set) for each in Relation}

    def note(relation: Relation, kind: str, rows: Iterable[tuple[Any, ...]]) -> None:
        for person, mark in rows:
            found[relation][person].add((kind, mark))

    files = [file.pk for file in proposals]
    ties = Tie.objects.current().filter(user__in=users)
    note(Relation.VILLAGE, "village", ties.values_list("user", "village"))
    postings = Posting.objects.in_force().filter(person__in=users)
    centers = postings.filter(office__kind=OfficeKind.VILLAGE_CENTER)
    note(Relation.OFFICE, "village", centers.values_list("person", "office__villages"))
    districts = postings.filter(office__kind=OfficeKind.DISTRICT_OFFICE)
    note(Relation.OFFICE, "district", districts.values_list("person", "office__district"))
    talks = Advice.objects.filter(adviser__person__in=users, state__in=[AdviceState.HELD, AdviceState.NOTED])
    note(Relation.ADVISED, "group", talks.filter(group__in=groups).values_list("adviser__person", "group"))
    comments = SectionComment.objects.filter(author__in=users, proposal__in=files)
    note(Relation.ADVISED, "file", comments.values_list("author", "proposal").distinct())
    members = list(Membership.objects.filter(group__in=groups).values_list("user", "group"))
    note(Relation.MEMBER, "group", (pair for pair in members if pair[0] in users))
    note(Relation.FAMILY, "group", _relatives(users, members))
    edits = SectionEdit.objects.filter(by__in=users, section__proposal__in=files)
    note(Relation.WROTE, "file", edits.values_list("by", "section__proposal").distinct())
    note(Relation.WROTE, "file", ((file.started_by_id, file.pk) for file in proposals))
    note(Relation.CHECKED, "file", ((file.decided_by_id, file.pk) for file in proposals))
    declared = Review.objects.filter(
        Q(proposal__in=files) | Q(proposal__group__in=groups), seat__user__in=users, state=ReviewState.CONFLICT
    )
    note(Relation.DECLARED, "group", declared.values_list("seat__user", "proposal__group"))
    return found


def _relatives(users: Collection[int | None], members: list[tuple[int, int]]) -> list[Pair]:
    """Each person with the groups in which somebody of their family is."""
    groups_of = defaultdict(set)
    for person, group in members:
        groups_of[person].add(group)
    account = get_user_model()
    pairs = ties_among(account(pk=pk) for pk in {*users, *groups_of} if pk)
    both = [*pairs, *((other, one) for one, other in pairs)]
    return [(one, group) for one, other in both for group in groups_of.get(other, ()) if one in users]
