"""Triggers shared by the tables of a round: what changes only by an entry, and what stands once it was proposed."""

from __future__ import annotations

import pgtrigger


def balances_follow_entries(name: str, *columns: str) -> pgtrigger.Trigger:
    """Refuse to set a balance by hand: only the ledger's trigger, one level above this one, changes it."""
    unlike = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in columns)
    begun = " OR ".join(f"NEW.{column} <> 0" for column in columns)
    return pgtrigger.Trigger(
        name=f"{name}_balances_follow_entries",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
            IF pg_trigger_depth() < 2 AND ((TG_OP = 'INSERT' AND ({begun})) OR (TG_OP = 'UPDATE' AND ({unlike}))) THEN
                RAISE EXCEPTION 'balances change only by entries in the ledger';
            END IF;
            RETURN NEW;
        """,
    )


def stands_once_proposed(name: str, *, but: str = "") -> pgtrigger.Trigger:
    """Refuse every change of a row once its round left drafting, except of the balance in column ``but``."""
    balance = f"TG_OP = 'UPDATE' AND pg_trigger_depth() > 1 AND NEW.{but} <> OLD.{but}" if but else "FALSE"
    return pgtrigger.Trigger(
        name=f"{name}_stands_once_proposed",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("now_is", "text")],
        func=f"""
            IF TG_OP = 'UPDATE' AND NEW.round_id <> OLD.round_id THEN
                RAISE EXCEPTION 'a row of a round stays with its round';
            END IF;
            IF {balance} THEN
                RETURN NEW;
            END IF;
            SELECT state INTO now_is FROM funding_fundinground
            WHERE id = CASE TG_OP WHEN 'DELETE' THEN OLD.round_id ELSE NEW.round_id END FOR SHARE;
            IF now_is <> 'drafting' THEN
                RAISE EXCEPTION 'the round was proposed: send it back before changing it';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,  # noqa: S608 - names from this module
    )
