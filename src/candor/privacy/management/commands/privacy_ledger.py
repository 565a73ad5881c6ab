"""`candor privacy ledger`: is the privacy ledger whole, and does its second place agree?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from candor.kernel.command import Command as CandorCommand
from candor.privacy import ledger


class Command(CandorCommand):
    help = "Verify the privacy ledger and compare it with its second place"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON only")

    def handle(self, **options: Any) -> None:
        found = ledger.examine()
        unfinished = [] if found.verdict.breaks else ledger.still_open()
        if options["json"]:
            self.tell(
                {
                    "intact": not found.problem,
                    "entries": found.verdict.entries,
                    "head": found.verdict.head,
                    "torn": found.verdict.torn,
                    "open": len(unfinished),
                    "copy_lacks": found.lag,
                    "problem": found.problem,
                }
            )
        else:
            self.stdout.write(f"{found.verdict.entries} entries, {len(unfinished)} begun and not done.")
            self.stdout.write(f"The chain ends in {found.verdict.head}")
        if found.problem:
            raise CommandError(f"The privacy ledger cannot be trusted. {found.problem}")
