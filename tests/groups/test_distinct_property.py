"""Distinct people against a count by brute force, for random families, homes and confirmations."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from groups.queries.distinct import families_of

PEOPLE = range(1, 9)
PAIRS = list(combinations(PEOPLE, 2))


def brute_force(members, tied, edges):
    """Join the sets of relatives until nothing can be joined, then count those with somebody who has a tie."""
    sets = [{each} for each in members]
    changed = True
    while changed:
        changed = False
        for one, other in combinations(sets, 2):
            if any((a in one and b in other) or (b in one and a in other) for a, b in edges):
                sets.remove(one)
                sets.remove(other)
                sets.append(one | other)
                changed = True
                break
    return sum(bool(family & tied) for family in sets)


@given(
    members=st.lists(st.sampled_from(PEOPLE), unique=True),
    tied=st.sets(st.sampled_from(PEOPLE)),
    edges=st.lists(st.sampled_from(PAIRS), max_size=12),
)
@settings(max_examples=500, deadline=None)
def test_families_are_counted_as_by_brute_force(members, tied, edges):
    families = families_of(members, edges)
    assert len({families[each] for each in members if each in tied}) == brute_force(members, set(tied), edges)
