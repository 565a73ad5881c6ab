"""`candor demo --size N`: put a large demo company into an empty instance, for measuring."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import CommandError, CommandParser

from candor.helpdesk.demo import DemoRefused
from candor.helpdesk.demo.large import BrokenOff, fill_large
from candor.kernel.command import Command as CandorCommand

SEED = 2026


class Command(CandorCommand):
    """Load it; what is done is told as it goes."""

    help = "Fill an empty instance with many cases, for measuring"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.epilog = "The small demo company for looking around comes with: candor demo load"
        parser.add_argument("--size", type=cases, required=True, metavar="N", help="how many cases (20 or more)")
        parser.add_argument("--seed", type=int, default=SEED, metavar="N", help="another seed gives another set")

    def handle(self, *args: Any, size: int, seed: int, **options: Any) -> None:
        self.told: dict[str, int] = {}
        self.size = size
        try:
            fill_large(size, seed, self.tell_now_and_then)
        except DemoRefused as error:
            raise CommandError(
                "This instance belongs to an organisation already. The demo goes into an empty one: "
                "choose another folder with CANDOR_HOME."
            ) from error
        except BrokenOff as error:
            raise CommandError(str(error)) from error
        self.say(f"The demo company has moved in, with {size:,} cases. Its log-ins: candor demo logins")

    def tell_now_and_then(self, what: str, count: int) -> None:
        """A line for the first of a kind, and for each twentieth of all cases."""
        if count - self.told.get(what, 0) >= self.size / 20 or what not in self.told:
            self.told[what] = count
            self.say(f"{what}: {count:,}")


def cases(written: str) -> int:
    """A number of cases. Raises ArgumentTypeError."""
    if not written.isdigit() or int(written) < 20:
        raise argparse.ArgumentTypeError("expected a number from 20")
    return int(written)
