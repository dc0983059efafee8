"""``manage.py restore <folder>``: bring a backup back into an empty database and folder."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from seoul_portal import backup


class Command(BaseCommand):
    help = "Bring back what `backup` copied, into an empty database, wholly or not at all. Stop the portal before."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--expect", help="the digest that `backup` printed; another backup is refused")
        parser.add_argument("--check", action="store_true", help="only compare the backup with its manifest")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["check"]:
                manifest = backup.read(options["folder"], expect=options["expect"])
                self.stdout.write(f"The backup of {manifest.made_at} is whole: {len(manifest.parts)} parts compared.")
                return
            restored = backup.restore(options["folder"], expect=options["expect"])
        except backup.BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{restored.tables} tables with {restored.rows} rows and {restored.files} files are back. "
            "Now run `manage.py verify_audit`, empty Redis, and start the portal."
        )
