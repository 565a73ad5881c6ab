"""How much processor time suggestions take beside a case that is being written, among many articles.

    CANDOR_HOME=… python tools/measure_suggestions.py CORPUS [ARTICLES]

CORPUS is a file of questions and answers (`candor knowledge import`). The articles are made once for an instance: each
of some of the corpus's sentences, shuffled, so that they share their words as articles of one house do. Asked are the
corpus's own questions as subjects, with the beginning of an answer as the message.
"""

from __future__ import annotations

import json
import os
import random
import re
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

ASKED, ROUNDS = 100, 3


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "candor.config.settings.django")
    django.setup()
    from candor.kernel.actor import SYSTEM
    from candor.knowledge.actions.importing import import_articles
    from candor.knowledge.models import Article

    told = [json.loads(line) for line in Path(sys.argv[1]).read_text("utf-8").splitlines()]
    wanted = int(sys.argv[2]) if len(sys.argv) > 2 else 20_000
    there = Article.objects.count()
    if there < wanted:
        for number, _made in enumerate(import_articles(entries(told, there, wanted), "en", by=SYSTEM)):
            print(f"{there + (number + 1) * 250} articles", flush=True)
    least = [min(taken(each) for _ in range(ROUNDS)) for each in questions(told)]
    print(
        f"{Article.objects.count()} articles, {len(least)} questions: median {statistics.median(least):.1f} ms,"
        f" 95 of 100 within {sorted(least)[int(len(least) * 0.95)]:.1f} ms, longest {max(least):.1f} ms"
    )


def entries(told: list[dict[str, Any]], there: int, wanted: int) -> Iterator[Any]:
    """Articles of 60 to 250 words; the same for the same numbers."""
    sentences = [part for each in told for part in re.split(r"(?<=[.?!])\s+", " ".join(each["answers"])) if part]
    titles = [each["title"].split() for each in told]
    from candor.knowledge.actions.importing import Entry

    for number in range(there, wanted):
        draw = random.Random(number)  # noqa: S311 - the same texts each time, no secret
        title = [*draw.choice(titles)[:5], *draw.choice(titles)[-4:]]
        words = " ".join(draw.choice(sentences) for _ in range(14)).split()[: draw.randint(60, 250)]
        yield Entry(f"{' '.join(title)} ({number})", [" ".join(words)])


def questions(told: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Subjects with messages."""
    some = random.Random("asked").sample(told, min(ASKED, len(told)))  # noqa: S311 - as above
    return [(each["title"], " ".join(each["answers"])[:400]) for each in some]


def taken(question: tuple[str, str]) -> float:
    """Milliseconds of processor time."""
    from candor.kernel.actor import ANONYMOUS
    from candor.knowledge.public import suggested

    begun = time.process_time()
    suggested(ANONYMOUS, *question, "en")
    return (time.process_time() - begun) * 1_000


if __name__ == "__main__":
    main()
