"""``manage.py translations``: update and compile the catalogues; ``--check`` for CI, ``--compile`` for a start."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from seoul_portal import catalogues


class Command(BaseCommand):
    help = "Collect messages into the rooms' catalogues and compile them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("rooms", nargs="*", help="only these rooms (all without)")
        parser.add_argument("--check", action="store_true", help="write nothing; fail where anything is missing")
        parser.add_argument("--compile", action="store_true", help="only compile what is there")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            return self._check(options["rooms"])
        if not options["compile"]:
            for room in catalogues.rooms():
                if not options["rooms"] or room.name in options["rooms"]:
                    messages = [message for message in catalogues.update(room) if message.id]
                    missing = sum(1 for message in messages if not all(_strings(message)))
                    self.stdout.write(f"{room.name} ({room.language}): {len(messages)} messages, {missing} missing")
        self.stdout.write(f"{catalogues.compile_all()} compiled")
        return None

    def _check(self, rooms: list[str]) -> None:
        said = [text for text in catalogues.complaints() if not rooms or text.startswith((*rooms, "("))]
        for text in said:
            self.stderr.write(text)
        if said:
            raise CommandError(f"{len(said)} faults in the translations")
        self.stdout.write("Translations are complete.")


def _strings(message: Any) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)
