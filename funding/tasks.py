"""What the clock does about money: it moves none, it checks, ends periods and clears up."""

import logging

from celery import shared_task

from funding import receipts
from funding.workflow import ending, ledger, next_stage

log = logging.getLogger(__name__)


@shared_task
def reconcile_ledger() -> int:
    """Compare every balance with its entries. Returns how many differ."""
    found = ledger.reconcile()
    log.info("compared %s balances with %s entries", found.balances, found.entries)
    return len(found.differences)


@shared_task
def end_periods() -> int:
    """End running awards whose last day is over. Returns how many."""
    return ending.keep_in_time()


@shared_task
def forget_kept_files() -> int:
    """Destroy photographs whose form was never sent. Returns how many."""
    return receipts.forget_old()


@shared_task
def tell_of_next_calls() -> int:
    """Tell groups that may go on of a call that opened for them. Returns how many messages were written."""
    return next_stage.tell_of_calls()
