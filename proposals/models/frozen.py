"""What PostgreSQL refuses after a call is published: another rule, question or cap without a dated amendment.

An amendment opens the rules for its own transaction alone: its row carries the transaction's number, and the triggers
look for it. So there is no way to change a rule quietly, be it by page, admin, shell or SQL.
"""

import pgtrigger

_AMENDED = (
    "EXISTS (SELECT FROM proposals_amendment WHERE call_id = {call} AND transaction = pg_current_xact_id()::text)"
)
_REFUSE = "RAISE EXCEPTION 'the rules of call % are published: change them by an amendment', {call};"

# For the call itself: everything but where it stands.
CALL_FROZEN = pgtrigger.Trigger(
    name="call_rules_frozen",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Q(old__state__df="draft"),
    func=f"""
        IF to_jsonb(NEW) - 'state' IS DISTINCT FROM to_jsonb(OLD) - 'state'
        AND NOT {_AMENDED.format(call="OLD.id")} THEN
            {_REFUSE.format(call="OLD.id")}
        END IF;
        RETURN NEW;
    """,
)
CALL_STAYS = pgtrigger.Protect(
    name="call_published_stays", operation=pgtrigger.Delete, condition=pgtrigger.Q(old__state__df="draft")
)


def frozen(name: str) -> pgtrigger.Trigger:
    """For a table of rows that belong to a call (``call_id``): no insert, change or removal once it is published.

    The call's row is read with a lock, so that a row added while somebody publishes waits and is then refused; and a
    row that changes hands is asked for at both calls.
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("concerned", "bigint"), ("standing", "text")],
        func=f"""
            FOREACH concerned IN ARRAY CASE TG_OP
                WHEN 'INSERT' THEN ARRAY[NEW.call_id]
                WHEN 'DELETE' THEN ARRAY[OLD.call_id]
                ELSE ARRAY[OLD.call_id, NEW.call_id]
            END LOOP
                SELECT state INTO standing FROM proposals_call WHERE id = concerned FOR SHARE;
                IF standing <> 'draft' AND NOT {_AMENDED.format(call="concerned")} THEN
                    {_REFUSE.format(call="concerned")}
                END IF;
            END LOOP;
            RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
        """,  # noqa: S608 - built from our own names
    )
