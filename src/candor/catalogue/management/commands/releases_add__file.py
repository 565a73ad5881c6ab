"""`candor releases add-file`: a file of any size for a release, hashed while it is copied."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from candor.catalogue.actions.release_files import NameTaken, add_large_file
from candor.catalogue.models import Platform, Release
from candor.kernel.actor import SYSTEM
from candor.kernel.command import Command as CandorCommand
from candor.kernel.files import CHUNK


class Command(CandorCommand):
    help = "Add a file of any size to a release; its page in the Business Center shows the reference"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("release", metavar="RELEASE", help="the reference of the release, from its address")
        parser.add_argument("file", metavar="FILE", help="the file; people download it under its name")
        parser.add_argument("--platform", choices=Platform.values, default=Platform.ANY, help="for which system")
        parser.add_argument("--json", action="store_true", help="print JSON only")

    def handle(self, **options: Any) -> None:
        release = Release.objects.visible_to(SYSTEM).filter(ref=options["release"]).first()
        if release is None:
            raise CommandError(f"there is no release {options['release']}; its page shows the reference.")
        file = Path(options["file"])
        try:
            held = add_large_file(release, file.name, _chunks(file), Platform(options["platform"]), by=SYSTEM)
        except OSError as problem:
            raise CommandError(f"{file} cannot be read or stored: {problem}. Nothing was added.") from None
        except NameTaken:
            raise CommandError(f"the release has another file called {file.name}. Nothing was added.") from None
        told = {"ref": held.ref, "name": held.file.name, "size": held.file.size, "sha256": held.file.sha256}
        if options["json"]:
            self.tell(told)
        else:
            self.say(f"{held.file.name} is added: {held.file.size} bytes, SHA-256 {held.file.sha256}.")


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk
