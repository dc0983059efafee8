"""What the clock does with money: it never moves any, it only checks."""

import logging

from celery import shared_task

from funding.workflow import ledger

log = logging.getLogger(__name__)


@shared_task
def reconcile_ledger() -> int:
    """Compare every balance with its entries. Returns how many differ."""
    found = ledger.reconcile()
    log.info("compared %s balances with %s entries", found.balances, found.entries)
    return len(found.differences)
