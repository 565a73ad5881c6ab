"""`candor backup verify`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from candor.config.recovery_keys import Progress, add_key_argument, in_words, key_from
from candor.kernel.actor import SYSTEM
from candor.kernel.backup.making import Busy, folder
from candor.kernel.backup.reading import verify
from candor.kernel.backup.sealing import Key
from candor.kernel.command import Command as CandorCommand
from candor.privacy.backups.register import note_tried, note_verified
from candor.privacy.backups.trials import TROUBLES, Tried, copy_to_read, try_archive
from candor.privacy.models import Archive


class Command(CandorCommand):
    help = "Read a backup back with the recovery key: restore it into a home that is thrown away, and look through it"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", nargs="?", type=Path, help="the backup's file; else the newest one's copy")
        add_key_argument(parser)
        parser.add_argument(
            "--only-read", action="store_true", help="hold it against its hashes, and restore nothing: needs no room"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, **options: Any) -> None:
        path, key = _path_of(options["archive"]), key_from(options["key_file"])
        try:
            if options["only_read"]:
                self._read(path, key, is_named=options["archive"] is not None, as_json=options["json"])
            else:
                self._try(path, key, is_named=options["archive"] is not None, as_json=options["json"])
        except Busy as problem:
            raise CommandError(str(problem)) from None
        except OSError as problem:
            raise CommandError(f"{path.name} cannot be read: {problem.strerror or problem}.") from None
        except TROUBLES as problem:
            raise CommandError(f"{path.name}: {problem}") from None

    def _read(self, path: Path, key: Key, *, is_named: bool, as_json: bool) -> None:
        with copy_to_read(path, tell=self.say, is_brought=is_named) as (copy, place):
            found = verify(copy, key, Progress(self.say, "Reading"))
        is_known = note_verified(path.name, read_from=place or _elsewhere(path), by=SYSTEM)
        if as_json:
            said = {"path": str(path), "whole": True, **found.tally.said, "kinds": found.kinds, "known": is_known}
            self.tell({**said, "made_at": found.about["made_at"], "version": found.about["version"]})
            return
        self.stdout.write(
            f"{path.name} is whole: {found.tally.things} things, {in_words(found.tally.bytes)},"
            f" made {found.about['made_at']} by version {found.about['version']}."
        )

    def _try(self, path: Path, key: Key, *, is_named: bool, as_json: bool) -> None:
        try:
            tried = try_archive(path, key, tell=self.say, is_brought=is_named)
        except TROUBLES as trouble:
            note_tried(path.name, trouble=str(trouble), by=SYSTEM)
            raise
        place = tried.place or (_elsewhere(path) if is_named else "")
        note_tried(path.name, seconds=tried.seconds, by=SYSTEM)
        is_known = note_verified(path.name, read_from=place, by=SYSTEM)
        if as_json:
            said = {"path": str(path), "whole": True, "known": is_known, "read_from": place, "seconds": tried.seconds}
            self.tell({**said, "about": tried.about, "restored": tried.restored, "examined": tried.examined})
            return
        self._say_all(path, tried, place)

    def _say_all(self, path: Path, tried: Tried, place: str) -> None:
        done, seen = tried.restored, tried.examined
        deeds = ", ".join(f"{count} {name}" for name, count in sorted(done["deeds"].items())) or "nothing"
        self.stdout.write(
            f"{path.name}, {f'brought from {place}' if place else 'as it stands on this machine'}, was restored in"
            f" {tried.seconds} s: {done['things']} things, {in_words(done['bytes'])}, made {tried.about['made_at']} by"
            f" version {tried.about['version']}."
        )
        self.stdout.write(f"Done again since it was made: {deeds}.")
        self.stdout.write(
            f"Looked through: {seen['people']} people, {seen['files']} files ({seen['files_missing']} missing),"
            f" {seen['facts']} facts, {seen['entries']} entries of the ledger. All is whole, nobody erased is there."
        )
        for matter in done["matters"]:
            self.stdout.write(f"A restore would ask you to settle: {matter['says']}")
        if not place:
            self.stdout.write("No copy from off this machine was read: name one that you brought back, or set a place.")


def _elsewhere(path: Path) -> str:
    """Where a file that was named comes from; "" where it stands in our own folder of backups."""
    return "" if path.resolve().parent == folder().resolve() else str(path.resolve().parent)


def _path_of(given: Path | None) -> Path:
    if given is not None:
        return given if given.exists() or given.is_absolute() or not (folder() / given).exists() else folder() / given
    newest = Archive.objects.visible_to(SYSTEM).standing().order_by("-made_at").first()
    if newest is None:
        raise CommandError("There is no backup yet. Make one: candor backup")
    return Path(newest.folder, newest.name)
