"""`candor privacy plan`: what an erasure would do. Nothing of the person changes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from candor.kernel.actor import SYSTEM
from candor.kernel.command import Command as CandorCommand
from candor.kernel.registries.personal_data import StoreUnavailable
from candor.people.public import Refused
from candor.privacy.erasing import Asked, InOtherHands, plan_erasure
from candor.privacy.erasing.showing import as_json, as_lines
from candor.privacy.management.whom import person_of


class Command(CandorCommand):
    help = "Show what erasing a person would do: what goes, what stays, on what ground and until when"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True, metavar="ADDRESS", help="an address that is the person's alone")
        parser.add_argument("--json", action="store_true", help="print JSON only")

    def handle(self, **options: Any) -> None:
        try:
            erasure = plan_erasure(person_of(options["email"]), Asked(), by=SYSTEM)
        except Refused as refusal:
            raise CommandError(str(refusal.reason)) from None
        except (InOtherHands, StoreUnavailable) as problem:
            raise CommandError(f"There is no plan: {problem}. Nothing was changed; try again later.") from None
        if options["json"]:
            self.tell(as_json(erasure))
            return
        for line in as_lines(erasure):
            self.stdout.write(line)
        self.say(f"Plan {erasure.ref}, expected as of today. Nothing was changed.")
