"""What PostgreSQL itself refuses, whoever asks: a group of two, and a group that nobody represents."""

import pgtrigger

from groups.enums import MINIMUM_PEOPLE

# The same count as queries.distinct: active members with a tie to the group's district, families counted once.
# "linked" walks confirmed family ties from member to member; the smallest id reached names the family.
_COUNT_DISTINCT = """
    WITH RECURSIVE members AS (
        SELECT m.user_id FROM groups_membership m JOIN accounts_user u ON u.id = m.user_id
        WHERE m.group_id = NEW.id AND m.state = 'active' AND u.is_active
    ), ties AS (
        SELECT from_user_id AS one, to_user_id AS other FROM accounts_familytie WHERE state = 'confirmed'
        UNION SELECT to_user_id, from_user_id FROM accounts_familytie WHERE state = 'confirmed'
    ), linked AS (
        SELECT user_id AS origin, user_id AS reached FROM members
        UNION
        SELECT linked.origin, ties.other FROM linked JOIN ties ON ties.one = linked.reached
        WHERE ties.other IN (SELECT user_id FROM members)
    ), families AS (
        SELECT origin, min(reached) AS family FROM linked GROUP BY origin
    )
    SELECT count(DISTINCT family) INTO people FROM families WHERE EXISTS (
        SELECT FROM villages_tie t JOIN villages_village v ON v.id = t.village_id
        WHERE t.user_id = families.origin AND t.ended_on IS NULL
        AND v.district_id = (SELECT district_id FROM villages_village WHERE id = NEW.village_id)
    );
"""

FORMS_WITH_THREE = pgtrigger.Trigger(
    name="group_forms_with_three",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Q(old__state="forming", new__state="formed"),
    declare=[("people", "integer")],
    func=f"""
        {_COUNT_DISTINCT}
        IF people < {MINIMUM_PEOPLE} THEN
            RAISE EXCEPTION 'a group needs {MINIMUM_PEOPLE} distinct people, % are there', people;
        END IF;
        RETURN NEW;
    """,
)


def represented(name: str, group: str, *operations: pgtrigger.Operation) -> pgtrigger.Trigger:
    """A trigger at the end of the transaction: whoever has a group that is not disbanded has a representative."""
    operation = operations[0]
    for further in operations[1:]:
        operation |= further
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=operation,
        timing=pgtrigger.Deferred,
        func=f"""
            IF EXISTS (SELECT FROM groups_group WHERE id = {group} AND state <> 'disbanded') AND NOT EXISTS (
                SELECT FROM groups_membership
                WHERE group_id = {group} AND state = 'active' AND role = 'representative'
            ) THEN
                RAISE EXCEPTION 'group % has no representative', {group};
            END IF;
            RETURN NULL;
        """,  # noqa: S608 - built from our own names
    )
