"""Fill a database with invented proposals, for measuring."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import translation

from proposals.populate import NotHere, populate


class Command(BaseCommand):
    help = "Fill a new database that holds the places (manage.py demo) with invented proposals, for measuring."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--proposals", type=int, default=2_000, help="how many (2,000; 100,000 take some minutes)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with translation.override("ko"):
                populate(options["proposals"], self.stdout.write)
        except NotHere as error:
            raise CommandError(str(error)) from error
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
