"""`candor backup verify`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from candor.config.recovery_keys import Progress, add_key_argument, in_words, key_from
from candor.kernel.actor import SYSTEM
from candor.kernel.backup.making import folder
from candor.kernel.backup.reading import verify
from candor.kernel.backup.sealing import Damaged, NotAnArchive, WrongKey
from candor.kernel.command import Command as CandorCommand
from candor.privacy.backups.register import note_verified
from candor.privacy.models import Archive


class Command(CandorCommand):
    help = "Read a backup back whole with the recovery key, and hold everything against its hashes"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", nargs="?", type=Path, help="the backup's file; else the newest one")
        add_key_argument(parser)
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, **options: Any) -> None:
        path = _path_of(options["archive"])
        private = key_from(options["key_file"])
        try:
            found = verify(path, private, Progress(self.say, "Reading"))
        except (NotAnArchive, WrongKey, Damaged) as problem:
            raise CommandError(f"{path.name}: {problem}") from None
        except OSError as problem:
            raise CommandError(f"{path} cannot be read: {problem.strerror}.") from None
        is_known = note_verified(path.name, by=SYSTEM)
        if options["json"]:
            said = {"path": str(path), "whole": True, **found.tally.said, "kinds": found.kinds, "known": is_known}
            self.tell({**said, "made_at": found.about["made_at"], "version": found.about["version"]})
            return
        self.stdout.write(
            f"{path.name} is whole: {found.tally.things} things, {in_words(found.tally.bytes)},"
            f" made {found.about['made_at']} by version {found.about['version']}."
        )


def _path_of(given: Path | None) -> Path:
    if given is not None:
        return given if given.exists() or given.is_absolute() or not (folder() / given).exists() else folder() / given
    newest = Archive.objects.visible_to(SYSTEM).standing().order_by("-made_at").first()
    if newest is None:
        raise CommandError("There is no backup yet. Make one: candor backup")
    return Path(newest.folder, newest.name)
