"""`candor knowledge import`: articles from a file of questions and answers, published at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from candor.kernel import instance
from candor.kernel.actor import SYSTEM
from candor.kernel.command import Command as CandorCommand
from candor.knowledge.actions.importing import Entry, import_articles


class Command(CandorCommand):
    help = "Publish articles from a file: one JSON object per line with a title and a list of answers"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help='lines of {"title": "…", "answers": ["…", …]}')
        parser.add_argument("--language", default="", metavar="CODE", help="the language where the words do not tell")
        parser.add_argument("--json", action="store_true", help="print JSON only")

    def handle(self, **options: Any) -> None:
        language = options["language"] or instance.current().language
        file = Path(options["file"])
        there = sum(1 for _entry in _read(file))  # every line is looked at before anything is written
        made = sum(import_articles(_read(file), language, by=SYSTEM))
        told = {"imported": made, "known": there - made}
        if options["json"]:
            self.tell(told)
        else:
            self.say(f"{made} articles are published; {told['known']} were there already.")


def _read(file: Path) -> Iterator[Entry]:
    """The entries, line by line. Raises CommandError for a line that is none."""
    try:
        with file.open(encoding="utf-8") as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield _entry(line, f"{file}, line {number}")
    except (OSError, UnicodeDecodeError) as problem:
        raise CommandError(f"{file} cannot be read: {problem}. Nothing was imported.") from None


def _entry(line: str, where: str) -> Entry:
    try:
        said = json.loads(line)
        title, answers = said["title"], said["answers"]
    except (ValueError, KeyError, TypeError):
        raise CommandError(f"{where}: this is no object with title and answers. Nothing was imported.") from None
    if not isinstance(title, str) or not title.strip() or not isinstance(answers, list):
        raise CommandError(f"{where}: the title or the answers are missing. Nothing was imported.")
    if not all(isinstance(answer, str) for answer in answers):
        raise CommandError(f"{where}: an answer is not a text. Nothing was imported.")
    return Entry(title, answers)
