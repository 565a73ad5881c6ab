"""`candor restore`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError

from candor.config.recovery_keys import (
    Progress,
    add_key_argument,
    add_secret_argument,
    in_words,
    key_from,
    secret_from,
)
from candor.config.settings.instance import s3_url
from candor.config.supervisor import CannotStart, only_one
from candor.kernel.backup import gate
from candor.kernel.backup.fetching import CannotFetch, fetch, forget_fetched, newest_in, parted
from candor.kernel.backup.key_texts import text_of_key
from candor.kernel.backup.s3.place import address_of, bucket_at
from candor.kernel.backup.s3.troubles import S3Trouble
from candor.kernel.backup.sealing import Damaged, Key, NotAnArchive, WrongKey
from candor.kernel.backup.snapshots import CannotPut
from candor.kernel.check import NotFit
from candor.kernel.command import Command as CandorCommand
from candor.privacy.ledger import LedgerBroken, LedgerBusy
from candor.privacy.restoring.ledgers import LedgerMissing
from candor.privacy.restoring.running import NotEmpty, Restored, Wanted, begin, go_on, look_for_another

TROUBLES = (
    NotAnArchive, WrongKey, Damaged, NotEmpty, LedgerMissing, CannotPut, CannotFetch, NotFit, LedgerBroken, LedgerBusy,
    CannotStart,
)  # fmt: skip
GOING_ON = "CANDOR_RESTORE_GOES_ON"
"""Tells the second half, which runs with the settings that the first one put in place."""


class Place(NamedTuple):
    """The address of a bucket and its secret; "" for a backup that is a file."""

    url: str = ""
    secret: str = ""


class Command(CandorCommand):
    help = "Restore a backup into an empty home, and erase again who was erased since"
    needs_instance = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "archive",
            help="the backup's file, or the bucket that has it: https://KEY-ID@s3.example.com/bucket/folder?region=…"
            " (its newest one, or the one named behind the folder)",
        )
        add_key_argument(parser)
        add_secret_argument(parser)
        parser.add_argument("--ledger", metavar="FILE", type=Path, help="the newest copy of the privacy ledger")
        parser.add_argument(
            "--accept-missing-ledger", action="store_true", help="restore although nobody knows who was erased since"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, **options: Any) -> None:
        is_second = os.environ.get(GOING_ON) == "yes"
        key = key_from(options["key_file"]) if not is_second else key_from(Path("/dev/stdin"))
        place = _place_of(options["archive"], options["secret_file"])
        wanted = Wanted(Path(options["archive"]).absolute(), key, options["ledger"], options["accept_missing_ledger"])
        try:
            if is_second:
                self._finish(wanted, as_json=options["json"])
                return
            with only_one(settings.INSTANCE.home, "restoring a backup"):
                code = self._in_two_halves(wanted, place, as_json=options["json"])
        except S3Trouble as trouble:
            raise CommandError(f"{address_of(place.url)}: {trouble.strerror}") from None
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

    def _in_two_halves(self, wanted: Wanted, place: Place, *, as_json: bool) -> int:
        if place.url:
            wanted.archive = self._fetched(place, wanted.key)
        begin(wanted)
        code = self._go_on_in_another(wanted, as_json=as_json)
        if place.url and not code:
            forget_fetched(settings.INSTANCE.home)
        return code

    def _fetched(self, place: Place, key: Key) -> Path:
        """The one that is named; else the one that was begun here; else the newest."""
        url, name = parted(place.url)
        bucket, standing = bucket_at(url, place.secret), gate.standing()
        name = name or (standing.archive if standing else newest_in(bucket))
        look_for_another(name)
        self.say(f"Fetching {name} ...")
        return fetch(bucket, name, key, settings.INSTANCE.home, Progress(self.say, "Fetching", bucket.size_of(name)))

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


def _place_of(archive: str, secret_file: Path | None) -> Place:
    """Raises CommandError."""
    if not archive.startswith(("https://", "http://")):
        return Place()
    try:
        return Place(s3_url(archive), secret_from(secret_file))
    except ValueError as problem:
        raise CommandError(f"The address of the bucket: {problem}.") from None


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
