"""What beat starts exists."""

import pytest
from celery import current_app
from django.conf import settings


@pytest.mark.parametrize("entry", settings.CELERY_BEAT_SCHEDULE.values(), ids=lambda entry: entry["task"])
def test_every_entry_of_the_schedule_names_a_task(entry):
    current_app.loader.import_default_modules()
    assert entry["task"] in current_app.tasks
