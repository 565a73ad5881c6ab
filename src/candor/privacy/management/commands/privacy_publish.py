"""`candor privacy publish`: a new version of the privacy notice or the terms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from candor.kernel.actor import SYSTEM
from candor.kernel.command import Command as CandorCommand
from candor.privacy.actions.notices import NothingToPublish, NoticeText, publish_version
from candor.privacy.models import NoticeKind


class Command(CandorCommand):
    help = "Publish a new version of the privacy notice or the terms"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=NoticeKind.values, help="which of the two")
        for language, name in settings.LANGUAGES:
            parser.add_argument(f"--{language}", type=Path, metavar="FILE", help=f"the text in {name}, as Markdown")
            parser.add_argument(f"--changed-{language}", metavar="TEXT", default="", help=f"what changed, in {name}")
        parser.add_argument("--json", action="store_true", help="print the number of the version as JSON")

    def handle(self, **options: Any) -> None:
        kind = NoticeKind(options["kind"])
        try:
            number = publish_version(kind, _texts_in(options), by=SYSTEM)
        except NothingToPublish as error:
            raise CommandError("Give a text in at least one language and say for each what changed.") from error
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"The text cannot be read: {error}") from error
        if options["json"]:
            self.tell({"kind": kind.value, "version": number})
        self.say(f"Version {number} is published.")


def _texts_in(options: dict[str, Any]) -> dict[str, NoticeText]:
    return {
        language: NoticeText(options[language].read_text("utf-8"), options[f"changed_{language}"])
        for language, _name in settings.LANGUAGES
        if options[language] is not None
    }
