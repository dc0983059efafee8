"""Celery tasks: thin, safe to start twice, each leaving a heartbeat."""

import logging
from dataclasses import asdict

from celery import shared_task

from notices import delivery
from notices.models import Heartbeat
from notices.workflow import broadcasting, outbox, reminding

logger = logging.getLogger(__name__)


@shared_task
def deliver() -> None:
    """Write what is still to be told to many, and send what is waiting; by beat every minute and after each commit."""
    broadcasting.go_on()
    run = delivery.deliver()
    Heartbeat.beat("deliver", **asdict(run))


@shared_task
def tick() -> None:
    """Nothing but a heartbeat: only beat asks for it, and only a worker can answer."""
    Heartbeat.beat("tick")


@shared_task
def remind() -> None:
    """Take the steps of the reminder ladders that are due."""
    taken = reminding.remind_all()
    Heartbeat.beat("remind", taken=taken)
    if taken:
        logger.info("took %s reminder steps", taken)


@shared_task
def destroy_old_messages() -> None:
    """Destroy messages whose time is over."""
    count = outbox.destroy_old()
    Heartbeat.beat("destroy_old_messages", destroyed=count)
    logger.info("destroyed %s old messages", count)
