"""`candor knowledge search`: the articles that answer a question, the best first."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

from django.core.management.base import CommandParser

from candor.kernel import instance
from candor.kernel.actor import SYSTEM
from candor.kernel.command import Command as CandorCommand
from candor.knowledge.queries.seeking import MOST_FOUND, FoundArticle, search_articles

MOST_ASKED_FOR = 50


class Command(CandorCommand):
    help = "Find the published articles that answer a question; - takes one question per line of standard input"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("question", metavar="TEXT", help="the question, or - for one per line of standard input")
        parser.add_argument("--limit", type=int, default=MOST_FOUND, metavar="N", help="articles at most (default 5)")
        parser.add_argument("--json", action="store_true", help="print one JSON array per question")

    def handle(self, **options: Any) -> None:
        language = instance.current().language
        most = min(max(options["limit"], 1), MOST_ASKED_FOR)
        for question in _questions(options["question"]):
            found = search_articles(SYSTEM, question, language, most=most)
            if options["json"]:
                self.tell([{"id": row.article.ref, "title": row.article.title, "score": row.score} for row in found])
            else:
                self._print(found)
            self.stdout.flush()  # who asks line by line waits for the answer

    def _print(self, found: list[FoundArticle]) -> None:
        for row in found:
            self.stdout.write(f"{row.article.ref}  {row.score:7.3f}  {row.article.title}")
        if not found:
            self.say("Nothing was found.")


def _questions(text: str) -> Iterable[str]:
    return (line.rstrip("\n") for line in sys.stdin) if text == "-" else [text]
