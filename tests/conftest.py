"""Real PostgreSQL and Redis for the tests; embedded ones where the environment names none."""

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seoul_portal.settings")
os.environ["PORTAL_TEST"] = "1"

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

_redis = None


def pytest_configure(config):
    pass


def _start_services():
    global _redis
    from seoul_portal.local import services

    if "DATABASE_URL" not in os.environ:
        os.environ["DATABASE_URL"] = services.start_postgres(ROOT / "var" / "test-postgres")
    if "REDIS_URL" not in os.environ:
        _redis = services.start_redis(Path(tempfile.mkdtemp(prefix="portal-redis-")))
        os.environ["REDIS_URL"] = _redis.url


_start_services()


def pytest_unconfigure(config):
    if _redis is not None:
        _redis.stop()
