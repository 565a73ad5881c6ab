"""`candor restore`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError

from candor.config.recovery_keys import Progress, add_key_argument, in_words, key_from
from candor.config.supervisor import CannotStart, only_one
from candor.kernel.backup.key_texts import text_of_key
from candor.kernel.backup.sealing import Damaged, NotAnArchive, WrongKey
from candor.kernel.backup.snapshots import CannotPut
from candor.kernel.check import NotFit
from candor.kernel.command import Command as CandorCommand
from candor.privacy.ledger import LedgerBroken, LedgerBusy
from candor.privacy.restoring.ledgers import LedgerMissing
from candor.privacy.restoring.running import NotEmpty, Restored, Wanted, begin, go_on

TROUBLES = (
    NotAnArchive, WrongKey, Damaged, NotEmpty, LedgerMissing, CannotPut, NotFit, LedgerBroken, LedgerBusy, CannotStart,
)  # fmt: skip
GOING_ON = "CANDOR_RESTORE_GOES_ON"
"""Tells the second half, which runs with the settings that the first one put in place."""


class Command(CandorCommand):
    help = "Restore a backup into an empty home, and erase again who was erased since"
    needs_instance = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", type=Path, help="the backup's file")
        add_key_argument(parser)
        parser.add_argument("--ledger", metavar="FILE", type=Path, help="the newest copy of the privacy ledger")
        parser.add_argument(
            "--accept-missing-ledger", action="store_true", help="restore although nobody knows who was erased since"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, **options: Any) -> None:
        is_second = os.environ.get(GOING_ON) == "yes"
        key = key_from(options["key_file"]) if not is_second else key_from(Path("/dev/stdin"))
        wanted = Wanted(options["archive"].absolute(), key, options["ledger"], options["accept_missing_ledger"])
        try:
            if is_second:
                self._finish(wanted, as_json=options["json"])
                return
            with only_one(settings.INSTANCE.home, "restoring a backup"):
                begin(wanted)
                code = self._go_on_in_another(wanted, as_json=options["json"])
        except TROUBLES as problem:
            raise CommandError(str(problem)) from None
        except OSError as problem:
            raise CommandError(
                f"{problem.strerror or problem} ({problem.filename or wanted.archive.name}). Nobody is served. Put it"
                " right (on a full disk: make room), then run the same command again."
            ) from None
        except DatabaseError as problem:
            raise CommandError(f"The database does not answer: {str(problem).strip()}. Run it again then.") from None
        if code:
            raise CommandError("Not done: nobody is served. Put it right, then run the same command again.")

    def _go_on_in_another(self, wanted: Wanted, *, as_json: bool) -> int:
        """A process of its own, because settings and keys are others now. It gets the key by its standard input."""
        words = [sys.executable, "-m", "candor", "restore", str(wanted.archive)]
        words += ["--ledger", str(wanted.ledger)] if wanted.ledger else []
        words += ["--accept-missing-ledger"] if wanted.accepts_missing_ledger else []
        words += ["--json"] if as_json else []
        environment = {**os.environ, GOING_ON: "yes"}
        done = subprocess.run(words, input=text_of_key(wanted.key).encode("ascii"), env=environment, check=False)
        return done.returncode

    def _finish(self, wanted: Wanted, *, as_json: bool) -> None:
        restored = go_on(wanted, self._say_deed, Progress(self.say, "Restoring"))
        if as_json:
            self.tell(said(restored))
        else:
            self._say_all(restored)

    def _say_deed(self, what: str, number: int, total: int) -> None:
        if what == "search":
            self.say("Writing the search index anew ...")
        elif number % 100 == 0:
            self.say(f"Doing again what happened since: {number} of {total}")

    def _say_all(self, restored: Restored) -> None:
        content = f"{restored.found.tally.things} things, {in_words(restored.found.tally.bytes)}"
        deeds = ", ".join(f"{count} {name}" for name, count in sorted(restored.replayed.deeds.items())) or "nothing"
        self.stdout.write(f"Restored: {content}. Done again since the backup: {deeds}.")
        if restored.aftermath.mails:
            self.stdout.write(
                f"Held back: {restored.aftermath.mails} mails that waited then. The mail monitor has them; whether they"
                " left since, nobody knows."
            )
        if restored.aftermath.files:
            self.stdout.write(f"Missing: {restored.aftermath.files} files that were removed while the backup was made.")
        for note in restored.replayed.notes:
            self.stdout.write(note)
        for matter in restored.matters:
            self.stdout.write(f"To settle ({matter.id}): {matter.says}")
        if restored.matters:
            self.stdout.write(
                "Only administrators and the privacy office can enter. When settled: candor restore settle ID"
            )
        else:
            self.stdout.write("Everybody can enter. All sign in again; API tokens have to be made anew.")


def said(restored: Restored) -> dict[str, Any]:
    """What came of it, for programs."""
    return {
        "things": restored.found.tally.things,
        "bytes": restored.found.tally.bytes,
        "entries_replayed": restored.entries,
        "deeds": restored.replayed.deeds,
        "notes": restored.replayed.notes,
        "mails_held": restored.aftermath.mails,
        "files_missing": restored.aftermath.files,
        "matters": [{"id": matter.id, "says": matter.says} for matter in restored.matters],
        "open": not restored.matters,
    }
