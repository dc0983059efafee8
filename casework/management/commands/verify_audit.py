"""Verify the audit record against its seals."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from casework import seals
from casework.models import AuditEvent, Seal


class Command(BaseCommand):
    help = "Recompute every fingerprint and every seal; exits with an error and a list where anything differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--expect", help="the digest of a seal kept outside the portal; it must be in the chain")

    def handle(self, *args: Any, **options: Any) -> None:
        differences = list(seals.verify())
        expected = options["expect"]
        if expected and not Seal.objects.filter(digest=expected).exists():
            raise CommandError(f"No seal has the digest {expected}: the record was rewritten.")
        for difference in differences:
            event = f", event {difference.event_id}" if difference.event_id else ""
            self.stderr.write(f"{difference.day}{event}: {difference.what}")
        if differences:
            raise CommandError(f"{len(differences)} differences.")
        newest = seals.head()
        self.stdout.write(
            f"{AuditEvent.objects.count()} events and {Seal.objects.count()} seals verified, 0 differences."
            + (f" Newest seal: {newest.day} {newest.digest}" if newest else "")
        )
