"""`candor audit verify`: is the audit chain whole?"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError, CommandParser

from candor.kernel import audit_chain, command


class Command(command.Command):
    help = "Verify that no audit fact was changed, removed or slipped in"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON only")

    def handle(self, *args: Any, json: bool, **options: Any) -> None:
        verdict = audit_chain.verify()
        if json:
            self.tell({"intact": verdict.is_intact, **asdict(verdict)})
        else:
            self.stdout.write(f"{verdict.facts} facts under {verdict.seals} seals, {verdict.unsealed} not yet sealed.")
            self.stdout.write(f"The chain ends in {verdict.head}")
        if not verdict.is_intact:
            raise CommandError("The audit chain is broken.\n" + "\n".join(verdict.breaks))
