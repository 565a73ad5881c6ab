"""The base of Candor's commands: an instance that exists and is fit, plain errors, JSON on request."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from candor.kernel import moved, registries, search, version
from candor.kernel.backup.gate import Phase, standing, why_closed
from candor.kernel.check import NotFit, check_instance, is_open
from candor.kernel.db import migrations
from candor.kernel.upgrading import house


class Command(BaseCommand):
    """One command. Set `needs_instance = False` for those that work without one, `code_when_closed` for those whose
    caller wants to know that it is worth while to come again.

    With --json, standard output carries JSON only, one compact object per line (`self.tell`); words and progress go to
    standard error (`self.say`). Raise CommandError for exit 1; argparse gives exit 2 for wrong usage.
    """

    needs_instance = True
    code_when_closed = 1
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.prog = f"candor {subcommand.replace('_', ' ')}"
        return parser

    def execute(self, *args: Any, **options: Any) -> Any:
        if self.needs_instance:
            try:
                prepare()
            except NotNow as closed:
                raise CommandError(str(closed), returncode=self.code_when_closed) from None
        return super().execute(*args, **options)

    def say(self, words: str) -> None:
        """Words for the person at the terminal."""
        sys.stderr.write(f"{words}\n")
        sys.stderr.flush()

    def tell(self, value: Any) -> None:
        """One line of JSON on standard output."""
        self.stdout.write(json.dumps(value, separators=(",", ":"), ensure_ascii=False, default=str))


class NotNow(CommandError):
    """The house is closed for a while: an upgrade or a restore is under way."""


def prepare() -> int:
    """`open_house` for commands: raises CommandError with one sentence per problem."""
    try:
        return open_house()
    except house.Closed as closed:
        raise NotNow(str(closed)) from None
    except NotFit as problems:
        raise CommandError(str(problems)) from None


def open_house() -> int:
    """Create and migrate the instance where needed, and check that it is fit; returns how many migrations ran.

    Raises Closed while it is being upgraded, and NotFit: of a house that a backup is being put into, of one that was
    served by another version, and of a database that everybody has left for another one, too.
    """
    gate = standing()
    if gate is not None and gate.phase is Phase.PUTTING:
        raise NotFit([f"This instance is not whole: {why_closed()}."])
    house.enter()
    if is_open():
        return 0
    if not house.is_alone():
        _settle_move()
    _refuse_another_version()
    migrated = bring_up_to_date()
    if not house.is_alone():  # an upgrade notes it when the version has been found good
        version.note_serving(settings.INSTANCE.home, version.ours())
    return migrated


def _settle_move() -> None:
    """Tidy up after a move to PostgreSQL. Raises NotFit of a database that is not the instance's, or is no more."""
    if wrong := moved.why_not_here():
        raise NotFit([wrong])
    moved.settle_on_postgresql()


def bring_up_to_date() -> int:
    """Make tables and index what this version needs, and check that both are fit; returns how many migrations ran."""
    migrated = migrations.migrate()
    registries.discover()
    search.prepare()
    check_instance()
    return migrated


def _refuse_another_version() -> None:
    """An instance in use changes its version by `candor upgrade`, which can go back, and by nothing else.

    Raises NotFit. A version that changes no table may come by itself, as commits between two releases do.
    """
    served = version.last_served(settings.INSTANCE.home)
    if served is None or served.version == version.here():
        return
    if version.order(served.version) > version.order(version.here()):
        problem = (
            f"This instance was upgraded to Candor {served.version}; this is {version.here()}, which is older and must"
            f" not work on it. Run {served.root}/candor, or restore a backup of {version.here()} into an empty home."
        )
        raise NotFit([problem])
    if migrations.pending():
        problem = (
            f"Candor {served.version} served this instance; this is {version.here()}, which changes its tables."
            f" Run: {version.root()}/candor upgrade"
        )
        raise NotFit([problem])
