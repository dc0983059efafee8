"""Propose the first administrator, who then accepts in the portal like anybody else."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.queries import person_at
from casework.lifecycle import Refused
from villages.enums import OfficeKind
from villages.models import Office
from villages.workflow.posting import propose_first_administrator


class Command(BaseCommand):
    help = "Propose the administrator's role to an account, when nobody holds it. Makes the Division if it is missing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="confirmed address of the account")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        person = person_at(email)
        if person is None:
            raise CommandError(f"No account has confirmed {email}. Sign up first.")
        names = {"name_ko": "지역공동체담당관", "name_en": "Local Community Division"}
        division, _made = Office.objects.get_or_create(kind=OfficeKind.DIVISION, active=True, defaults=names)
        try:
            posting = propose_first_administrator(person, division)
        except Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Proposed. {person} signs in and accepts at {posting.get_absolute_url()}")
