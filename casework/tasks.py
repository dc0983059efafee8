"""Nightly work on the record."""

import logging

from celery import shared_task

from casework import access_record, seals

log = logging.getLogger(__name__)


@shared_task
def seal_days() -> int:
    """Seal the finished days; safe to run twice and after any pause."""
    made = seals.seal_finished_days()
    for seal in made:
        log.info("sealed %s: %s events, digest %s", seal.day, seal.events, seal.digest)
    return len(made)


@shared_task
def destroy_expired_access_records() -> int:
    """Destroy access records whose two years are over."""
    count = access_record.destroy_expired()
    log.info("destroyed %s expired personal data access records", count)
    return count
