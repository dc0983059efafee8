"""Load Seoul's districts and villages; safe to run again, also with a newer file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from villages import loading


class Command(BaseCommand):
    help = "Add, rename, re-code and close districts and villages as the files say. Nothing is ever deleted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=loading.DATA, help="holds districts.csv and villages.csv")

    def handle(self, *args: Any, folder: Path, verbosity: int, **options: Any) -> None:
        try:
            report = loading.load(folder)
        except (loading.BadFile, OSError) as error:
            raise CommandError(str(error)) from error
        for what, about in report.lines:
            if what != "added" or verbosity > 1:
                self.stdout.write(f"{what}: {about}")
        counts = ", ".join(f"{number} {what}" for what, number in report.counts.items())
        self.stdout.write(f"Places: {counts or 'nothing changed'}; {report.unchanged} as they were.")
