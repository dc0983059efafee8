"""``manage.py backup <folder>``: a copy of the database and the private files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from seoul_portal import backup


class Command(BaseCommand):
    help = "Copy the database and the private files into a new folder, while the portal runs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="must not exist yet")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = backup.make(options["folder"])
        except backup.BackupError as error:
            raise CommandError(str(error)) from error
        manifest = made.manifest
        for name in manifest.missing:
            self.stderr.write(f"{name} is named in the database and was lost before this backup.")
        rows = sum(table.rows for table in manifest.tables.values())
        size = sum(part.size for part in manifest.parts.values())
        self.stdout.write(
            f"{len(manifest.tables)} tables with {rows} rows and {len(manifest.files)} files are in "
            f"{options['folder']} ({size / 1024**2:.1f} MB). Digest: {made.digest}"
        )
        self.stdout.write("It holds personal data: encrypt it before it leaves the machine. SECRET_KEY is not in it.")
