"""The portal and PostgreSQL count alike, whatever families, homes and confirmations chance brings."""

from itertools import combinations

from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groups.models import Group
from groups.queries.distinct import distinct_counts, distinct_people
from tests.cast import HONGDAE, SEONGSU, person
from tests.groups.making import at_home, family, founded, fresh, joined
from tests.groups.test_distinct_property import brute_force

COUNT = 5
PAIRS = list(combinations(range(COUNT), 2))


@given(
    homes=st.lists(st.sampled_from([SEONGSU, HONGDAE, None]), min_size=COUNT, max_size=COUNT),
    edges=st.sets(st.sampled_from(PAIRS), max_size=5),
    joining=st.integers(0, COUNT - 1),
    chance=st.randoms(use_true_random=False),
)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_page_query_and_database_agree(places, homes, edges, joining, chance):
    with transaction.atomic():
        people = [person(f"사람{number}", f"p{number}@example.kr") for number in range(COUNT)]
        for each, home in zip(people, homes, strict=True):
            if home:
                at_home(each, places[home])
        for one, other in edges:
            family(people[one], people[other], chance.choice(["spouse", "sibling", "lineal"]))
        group = joined(founded(people[0], places[SEONGSU]), *people[1 : joining + 1])
        members = range(joining + 1)
        expected = brute_force(members, {n for n in members if homes[n] == SEONGSU}, edges)
        assert distinct_people(group).count == expected
        assert distinct_counts(Group.objects.all()) == {group.pk: expected}
        assert forms_in_sql(group) == (expected >= 3)
        assert fresh(group).state == "forming"
        transaction.set_rollback(True)


def forms_in_sql(group) -> bool:
    """Whether raw SQL may make it a formed group; nothing is kept."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE groups_group SET state = 'formed' WHERE id = %s", [group.pk])
            transaction.set_rollback(True)
    except DatabaseError:
        return False
    return True
