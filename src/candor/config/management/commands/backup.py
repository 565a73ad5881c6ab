"""`candor backup`."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from candor.config.recovery_keys import Progress, in_words
from candor.kernel.actor import SYSTEM
from candor.kernel.backup.making import Busy, size_of_all
from candor.kernel.backup.recovery import NoKey
from candor.kernel.command import Command as CandorCommand
from candor.privacy.backups.making import make_backup


class Command(CandorCommand):
    """Make an encrypted backup of database, files, settings and keys, while people go on working."""

    help = "Make an encrypted backup of everything, while people go on working"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--to", metavar="FOLDER", type=Path, help="make it there instead of in the folder of backups"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, **options: Any) -> None:
        heard = Progress(self.say, "Backing up", size_of_all())
        place = options["to"].absolute() if options["to"] else None
        try:
            archive = make_backup(by=SYSTEM, to=place, tell=heard)
        except (NoKey, Busy) as problem:
            raise CommandError(str(problem)) from None
        except OSError as problem:
            raise CommandError(why(problem)) from None
        path = Path(archive.folder, archive.name)
        if options["json"]:
            self.tell(
                {
                    "path": str(path),
                    "size": archive.size,
                    "content_bytes": archive.content_bytes,
                    "things": archive.things,
                    "seconds": archive.seconds,
                    "key": archive.key,
                    "stays_until": archive.stays_until,
                    "copied_at": archive.copied_at,
                    "copy_trouble": archive.copy_trouble,
                }
            )
        else:
            self.say(f"{in_words(archive.content_bytes)} became {in_words(archive.size)}, for the key {archive.key}.")
            self.stdout.write(str(path))
        if archive.copy_trouble:
            raise CommandError(
                f"The backup is whole, but a copy of it is not where it should be: {archive.copy_trouble}"
            )


def why(problem: OSError) -> str:
    """What is wrong with a disk, and what to do."""
    if problem.errno == errno.ENOSPC:
        return "The disk is full. No backup was made and none was removed; make room, or name another folder: --to."
    return f"No backup was made: {problem.strerror or problem} ({problem.filename or 'no file named'})."
