"""Load the demonstration city and print who can sign in."""

import json
import time
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import translation

from seoul_portal import demo


class Command(BaseCommand):
    help = "Load the demonstration city (invented people, real villages). Running it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the sign-ins as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("Only a demonstration (PORTAL_DEMONSTRATION=1) may hold invented people.")
        began = time.process_time()
        sign_ins: list[demo.SignIn] = []
        with translation.override("en"):  # what is printed goes to a terminal, beside English
            for loader in demo.loaders():
                with transaction.atomic():
                    sign_ins += loader() or []
        if options["json"]:
            self.stdout.write(json.dumps([asdict(sign_in) for sign_in in sign_ins], ensure_ascii=False))
            return
        for sign_in in sign_ins:
            self.stdout.write(f"{sign_in.email}  {sign_in.password}  {sign_in.who}")
        self.stdout.write(f"The demonstration city took {time.process_time() - began:.0f} s of this process.")
