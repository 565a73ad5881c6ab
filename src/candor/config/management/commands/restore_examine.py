"""`candor restore examine`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError, CommandParser

from candor.kernel.command import Command as CandorCommand
from candor.privacy.restoring.examining import examine_all


class Command(CandorCommand):
    help = "Look through a restored instance: database, files and chains are whole, and nobody who was erased is there"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, **options: Any) -> None:
        found = examine_all()
        if options["json"]:
            self.tell(asdict(found))
            return
        self.stdout.write(
            f"{found.people} people, {found.files} files ({found.files_missing} missing), {found.facts} facts of the"
            f" audit log, {found.entries} entries of the privacy ledger."
        )
        if found.findings:
            raise CommandError("\n".join(found.findings))
        self.stdout.write("Everything is whole, and nobody who was erased is there.")
