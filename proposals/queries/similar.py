"""Proposals and groups with a similar idea, found by the index that search uses.

What is found is something for a person to read, and nothing follows from it by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import F, OuterRef, Subquery, Value

from groups.enums import GroupState
from groups.models import Group
from proposals.models import Proposal, Version
from proposals.outline import COMPARED, words_of
from proposals.similarity import Likeness, compare, own_bigrams
from seoul_portal.search.field import Rank

# So many of a text's rarest pairs of syllables are looked for; so many hits are ranked, and so many read closely.
TERMS = 32
CANDIDATES = 2000
READ = 30
SHOWN = 12
NEIGHBOURS = 8


@dataclass(frozen=True)
class Match:
    """Another proposal, its text, and what is alike."""

    proposal: Any
    text: str
    likeness: Likeness


def text_of(proposal: Any) -> str:
    """What was submitted, as far as it is compared: title, idea and activities. ``proposal`` carries ``content``."""
    parts = (proposal.content or {}).get("parts")
    if parts is None:
        return f"{proposal.title}\n{proposal.words}"
    title = str(parts.get("idea", {}).get("title") or proposal.title)
    return "\n".join([title, *(words_of(part, parts.get(part.key, {})) for part in COMPARED)])


def with_content(proposals: Any) -> Any:
    """``proposals`` with ``content``, the latest submitted one."""
    newest = Version.objects.filter(proposal=OuterRef("pk")).order_by("-number").values("content")[:1]
    return proposals.annotate(content=Subquery(newest))


def similar_to(proposal: Any) -> list[Match]:
    """Submitted proposals of other groups in all the city that are worth a look, the most alike first. Two queries."""
    text = text_of(proposal)
    query = _rare(text, "proposals_proposal")
    if not query:
        return []
    hits = (
        Proposal.objects.filter(number__isnull=False, search__matches=Value(query))
        .exclude(group=proposal.group_id)
        .order_by()
        .values("pk")[:CANDIDATES]
    )
    ranked = (
        Proposal.objects.filter(pk__in=hits)
        .annotate(rank=Rank(F("search"), Value(query)))
        .order_by("-rank", "-pk")
        .values("pk")[:READ]
    )
    found = with_content(Proposal.objects.filter(pk__in=ranked)).select_related("village__district", "call")
    texts = ((each, text_of(each)) for each in found)
    matches = [Match(each, there, compare(text, there)) for each, there in texts]
    matches = [each for each in matches if each.likeness.is_worth_a_look]
    return sorted(matches, key=lambda each: (-each.likeness.words, -each.likeness.idea, each.proposal.pk))[:SHOWN]


def neighbours_of(proposal: Proposal) -> list[Group]:
    """Listed groups of the district whose public introduction is close to what the group writes. Two queries.

    Where nothing has been written yet, or nobody is close: groups of the same theme. Only what groups made public is
    read; what others draft is theirs.
    """
    near = (
        Group.objects.filter(listed=True, village__district=proposal.village.district_id)
        .exclude(state=GroupState.DISBANDED)
        .exclude(pk=proposal.group_id)
        .select_related("village__district")
        .defer("search")
    )
    query = _rare(f"{proposal.title}\n{proposal.words}", "groups_group")
    found: list[Group] = []
    if query:
        ranked = near.filter(search__matches=Value(query)).annotate(rank=Rank(F("search"), Value(query)))
        found = list(ranked.order_by("-rank", "-pk")[:NEIGHBOURS])
    if len(found) < NEIGHBOURS:
        theme = proposal.theme or proposal.group.theme
        others = near.filter(theme=theme).exclude(pk__in=[each.pk for each in found]).order_by("-pk")
        found += others[: NEIGHBOURS - len(found)]
    return found


def _rare(text: str, table: str) -> str:
    """A query for any of the rarest pairs of syllables of ``text``, by PostgreSQL's own statistics of ``table``."""
    terms = own_bigrams(text)
    if not terms:
        return ""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT element, frequency FROM pg_stats,
                unnest(most_common_elems::text::text[], most_common_elem_freqs) AS common (element, frequency)
            WHERE schemaname = current_schema() AND tablename = %s AND attname = 'search' AND element = ANY (%s)
            """,
            [table, sorted(terms)],
        )
        common = dict(cursor.fetchall())
    rarest = sorted(terms, key=lambda term: (common.get(term, 0.0), term))[:TERMS]
    return " | ".join(f"'{term}'" for term in rarest)
