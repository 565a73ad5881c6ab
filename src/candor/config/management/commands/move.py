"""`candor move`."""

from __future__ import annotations

import getpass
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError, connection

from candor.config.moving.doing import FILLS, MOST_NAMED, CannotMove, Done, check, fill_as_told, move
from candor.config.moving.filling import NotMoved
from candor.config.moving.left import Survey
from candor.config.moving.outlook import Outlook, Wanted
from candor.config.moving.target import NotReached
from candor.config.settings.instance import database_url
from candor.config.upgrading.outlook import MEGABYTE
from candor.kernel import moved
from candor.kernel.check import NotFit
from candor.kernel.command import Command as CandorCommand
from candor.kernel.command import prepare


class Command(CandorCommand):
    """Bring everything from SQLite to an empty PostgreSQL database, compare it, and let the settings name that one."""

    help = "Move the instance from SQLite to PostgreSQL"
    needs_instance = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "address",
            nargs="?",
            help="postgresql://user@host/name of an empty database; one with a password in a file, or asked for",
        )
        parser.add_argument(
            "--address-file", metavar="FILE", type=Path, help="a file with the address; else it is asked for"
        )
        parser.add_argument(
            "--check", action="store_true", help="look at everything, every row included, and do nothing"
        )
        parser.add_argument("--without-backup", action="store_true", help="make no encrypted backup beforehand")
        parser.add_argument(
            "--mend-text",
            action="store_true",
            help="let U+FFFD stand for NUL and invalid UTF-8, which PostgreSQL refuses",
        )
        parser.add_argument(
            "--forget", action="store_true", help="remove the SQLite database that a move left, and do nothing else"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, **options: Any) -> None:
        try:
            if os.environ.get(FILLS) == "yes":
                fill_as_told(json.load(sys.stdin), self.say)
            elif options["forget"]:
                self._forget(as_json=options["json"])
            elif connection.vendor != "sqlite":
                self._say_moved(as_json=options["json"])
            else:
                address = _address_from(options["address"], options["address_file"])
                self._move(Wanted(address, options["without_backup"], options["mend_text"]), options)
        except CannotMove as problem:
            raise CommandError(f"{problem}\nNot moved: the instance is as it was. Start it as before.") from None
        except (NotMoved, NotFit, NotReached) as problem:
            raise CommandError(str(problem)) from None
        except DatabaseError as problem:
            raise CommandError(f"The database does not answer: {' '.join(str(problem).split())}") from None

    def _move(self, wanted: Wanted, options: dict[str, Any]) -> None:
        if options["check"]:
            self._foretell(*check(wanted, self.say), as_json=options["json"])
            return
        done = move(wanted, self.say)
        if options["json"]:
            self.tell(asdict(done))
            return
        for line in told(done):
            self.stdout.write(line)

    def _foretell(self, outlook: Outlook, survey: Survey | None, *, as_json: bool) -> None:
        if as_json:
            self.tell({**asdict(outlook), "rows": survey.rows if survey else 0})
        else:
            for line in foretold(outlook, survey):
                self.stdout.write(line)
        if outlook.obstacles:
            raise CommandError("\n".join(outlook.obstacles))

    def _say_moved(self, *, as_json: bool) -> None:
        """On PostgreSQL already. What a kill kept from being tidied up is tidied up by opening the house."""
        prepare()
        move, kept = moved.standing(), moved.kept()
        if as_json:
            self.tell({"moved": move is not None, "kept": kept.name if kept else ""})
        elif move is None:
            self.stdout.write("This instance is on PostgreSQL, and did not come from SQLite.")
        else:
            self.stdout.write(f"This instance moved to PostgreSQL ({move.to}) on {move.at[:10]}.")
            if kept:
                self.stdout.write(_of_the_kept(str(kept), move.stays_until))

    def _forget(self, *, as_json: bool) -> None:
        move = moved.standing()
        if move and move.phase is not moved.Phase.DONE:
            if connection.vendor != "sqlite":
                raise CommandError("The move is not tidied up yet. Start Candor, or run: candor move")
            moved.forget_move()
            words = f"The move that was cut off is forgotten. Drop the database {move.to}, if it is still there."
        elif moved.forget_kept():
            words = "The SQLite database from before the move is removed."
        else:
            words = "Nothing of a move stands here."
        if as_json:
            self.tell({"says": words})
        else:
            self.stdout.write(words)


def foretold(outlook: Outlook, survey: Survey | None) -> list[str]:
    """What it would do, for a person."""
    rows = [f"{survey.rows:,} rows in {len(survey.tallies)} tables, {outlook.size // MEGABYTE:,} MB."] if survey else []
    mended = [f"It would be mended: {each}" for each in survey.mended.first[:MOST_NAMED]] if survey else []
    if survey and survey.mended.count > MOST_NAMED:
        mended.append(f"It would be mended: {survey.mended.count - MOST_NAMED:,} more.")
    remains = [f"{outlook.remains} It would be taken away."] if outlook.remains else []
    to = [f"From SQLite to {outlook.to}."] if outlook.to else []
    nothing = [] if outlook.obstacles else ["Nothing stands in the way."]
    return [*to, *rows, *remains, *mended, *outlook.notes, *nothing]


def told(done: Done) -> list[str]:
    """What came of it, for a person."""
    return [
        f"Moved to {done.to}: {done.rows:,} rows in {done.tables} tables, all compared; {done.rows_a_second:,} rows/s.",
        *_of_the_mended(done.values_mended),
        *([f"Now set the database by hand, because {done.why}: {done.line}"] if done.line else []),
        _of_the_kept(str(Path(settings.INSTANCE.home, done.kept)), done.stays_until),
        "Start it: candor up (or your service). The files, keys and the ledger stay in the home.",
    ]


def _of_the_mended(count: int) -> list[str]:
    if not count:
        return []
    where = "each is named above" if count <= MOST_NAMED else f"the first {MOST_NAMED} are named above"
    return [f"Mended: {count:,} values; {where}. Each holds U+FFFD now."]


def _of_the_kept(path: str, stays_until: str) -> str:
    return (
        f"The SQLite database stands as it was in {path}. It holds everything about everybody, unencrypted: when all is"
        f" well, remove it (candor move --forget). It goes by itself after {stays_until}, or with the first erasure."
    )


def _address_from(given: str | None, file: Path | None) -> str:
    """Raises CommandError."""
    try:
        text = given or (file.read_text("utf-8") if file else getpass.getpass("Address (not shown): ", sys.stderr))
        address = database_url(text)
    except (OSError, EOFError, UnicodeDecodeError) as problem:
        raise CommandError(f"The address cannot be read: {problem}") from None
    except ValueError:
        address = ""
    if not address:
        raise CommandError("The address has to be of the form postgresql://user:password@host/name.")
    return address
