"""Write ``docs/lifecycles.md``."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from casework import diagrams


class Command(BaseCommand):
    help = "Draw every lifecycle into docs/lifecycles.md; with --check only say whether it is up to date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        page = settings.BASE_DIR / "docs" / "lifecycles.md"
        text = diagrams.document()
        if options["check"]:
            if not page.exists() or page.read_text() != text:
                raise CommandError("docs/lifecycles.md is out of date: run manage.py draw_lifecycles.")
            return
        page.write_text(text)
        self.stdout.write(f"{page.relative_to(settings.BASE_DIR)} written.")
