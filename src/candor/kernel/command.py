"""The base of Candor's commands: an instance that exists and is fit, plain errors, JSON on request."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from candor.kernel import registries, search
from candor.kernel.backup.gate import Phase, standing, why_closed
from candor.kernel.check import NotFit, check
from candor.kernel.db import migrations


class Command(BaseCommand):
    """One command. Set `needs_instance = False` for those that work without one.

    With --json, standard output carries JSON only, one compact object per line (`self.tell`); words and progress go to
    standard error (`self.say`). Raise CommandError for exit 1; argparse gives exit 2 for wrong usage.
    """

    needs_instance = True
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.prog = f"candor {subcommand.replace('_', ' ')}"
        return parser

    def execute(self, *args: Any, **options: Any) -> Any:
        if self.needs_instance:
            prepare()
        return super().execute(*args, **options)

    def say(self, words: str) -> None:
        """Words for the person at the terminal."""
        sys.stderr.write(f"{words}\n")
        sys.stderr.flush()

    def tell(self, value: Any) -> None:
        """One line of JSON on standard output."""
        self.stdout.write(json.dumps(value, separators=(",", ":"), ensure_ascii=False, default=str))


def prepare() -> int:
    """`open_house` for commands: raises CommandError with one sentence per problem."""
    try:
        return open_house()
    except NotFit as problems:
        raise CommandError(str(problems)) from None


def open_house() -> int:
    """Create and migrate the instance where needed, and check that it is fit; returns how many migrations ran.

    Raises NotFit, of a house that a backup is being put into, too.
    """
    gate = standing()
    if gate is not None and gate.phase is Phase.PUTTING:
        raise NotFit([f"This instance is not whole: {why_closed()}."])
    migrated = migrations.migrate()
    registries.discover()
    search.prepare()
    check()
    return migrated
