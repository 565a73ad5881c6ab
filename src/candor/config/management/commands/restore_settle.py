"""`candor restore settle`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from candor.kernel.backup import gate
from candor.kernel.command import Command as CandorCommand
from candor.privacy.restoring.running import settle_matter


class Command(CandorCommand):
    help = "Say what keeps a restored instance closed, and note that one of these matters is settled"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("matter", nargs="?", help="the id of a matter that you have seen to")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, **options: Any) -> None:
        if options["matter"] and not settle_matter(options["matter"]):
            raise CommandError(f"No matter {options['matter']} is open.")
        standing = gate.standing()
        matters = standing.matters if standing else ()
        if options["json"]:
            self.tell({"open": standing is None, "matters": [{"id": one.id, "says": one.says} for one in matters]})
            return
        for one in matters:
            self.stdout.write(f"{one.id}  {one.says}")
        self.stdout.write("Everybody can enter." if standing is None else gate.why_closed())
