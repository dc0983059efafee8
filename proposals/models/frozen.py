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
        IF to_jsonb(NEW) - ARRAY['state', 'published_at']
            IS DISTINCT FROM to_jsonb(OLD) - ARRAY['state', 'published_at']
        AND NOT {_AMENDED.format(call="NEW.id")} THEN
            {_REFUSE.format(call="NEW.id")}
        END IF;
        RETURN NEW;
    """,
)


def frozen(name: str) -> pgtrigger.Trigger:
    """For a table of rows that belong to a call (``call_id``): no insert, change or removal once it is published."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("concerned", "bigint")],
        func=f"""
            concerned := CASE WHEN TG_OP = 'DELETE' THEN OLD.call_id ELSE NEW.call_id END;
            IF EXISTS (SELECT FROM proposals_call WHERE id = concerned AND state <> 'draft')
            AND NOT {_AMENDED.format(call="concerned")} THEN
                {_REFUSE.format(call="concerned")}
            END IF;
            RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
        """,
    )
