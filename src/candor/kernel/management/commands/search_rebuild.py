"""`candor search rebuild`: write the search index anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from candor.kernel import command, search


class Command(command.Command):
    help = "Write the search index anew"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON only")

    def handle(self, *args: Any, json: bool, **options: Any) -> None:
        counts = search.rebuild()
        if json:
            self.tell(counts)
            return
        for kind, count in counts.items():
            self.stdout.write(f"{kind}: {count}")
