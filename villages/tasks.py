"""Nightly work on postings."""

import logging

from celery import shared_task

from villages.workflow.posting import expire_due

log = logging.getLogger(__name__)


@shared_task
def end_due_postings() -> int:
    """End postings whose last day has passed; safe to run twice and after any pause."""
    ended = expire_due()
    log.info("ended %s postings after their last day", ended)
    return ended
