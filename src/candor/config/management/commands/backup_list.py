"""`candor backup list`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from candor.config.recovery_keys import in_words
from candor.kernel.actor import SYSTEM
from candor.kernel.command import Command as CandorCommand
from candor.privacy.backups.register import look_around
from candor.privacy.models import Archive


class Command(CandorCommand):
    help = "List the backups: when they were made, until when they stay, whether they were read back"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object for each backup")

    def handle(self, **options: Any) -> None:
        look_around()
        for archive in Archive.objects.visible_to(SYSTEM).standing().order_by("-made_at"):
            if options["json"]:
                columns = (
                    "name",
                    "folder",
                    "made_at",
                    "size",
                    "key",
                    "stays_until",
                    "copied_at",
                    "copy_trouble",
                    "verified_at",
                )
                self.tell({column: getattr(archive, column) for column in columns})
                continue
            read = f"read back {archive.verified_at:%Y-%m-%d}" if archive.verified_at else "never read back"
            self.stdout.write(
                f"{archive.name}  {in_words(archive.size):>9}  key {archive.key}  until {archive.stays_until}  {read}"
            )
