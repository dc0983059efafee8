"""The Celery application. Tasks live in each app's ``tasks`` room."""

import os

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seoul_portal.settings")

app = Celery("seoul_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def _leave_logging_alone(**_said: object) -> None:
    """Django's settings rule it, for Celery's own words as well."""
