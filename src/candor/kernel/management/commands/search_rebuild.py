"""`candor search rebuild`: write the search index anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from candor.kernel import command, search


class Command(command.Command):
    help = "Write the search index anew, while everything is found as before"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON only")

    def handle(self, *args: Any, json: bool, **options: Any) -> None:
        try:
            counts = search.rebuild(self._progress)
        except search.AnotherRebuild:
            raise CommandError("Another rebuild has begun after this one and goes on. Nothing was lost.") from None
        if json:
            self.tell(counts)
            return
        for kind, count in counts.items():
            self.stdout.write(f"{kind}: {count}")

    def _progress(self, kind: str, count: int) -> None:
        """A line for every thousand."""
        if count % 1_000 == 0:
            self.say(f"{kind}: {count:,} written")
