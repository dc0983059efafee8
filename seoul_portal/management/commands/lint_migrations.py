"""``manage.py lint_migrations``: whether an upgrade would stop people from working."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from seoul_portal import downtime


class Command(BaseCommand):
    help = "Name steps of migrations that lock tables in use or break the version that still runs."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(downtime.faults())
        for fault in found:
            self.stderr.write(fault)
        if found:
            raise CommandError(f"{len(found)} steps would stop people from working; see docs/operating.md.")
        self.stdout.write("Every migration can run while people work.")
