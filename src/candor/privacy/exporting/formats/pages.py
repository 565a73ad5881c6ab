"""The copy as pages that a person reads: a table of contents, and each chapter on as many pages as it takes.

They hold no script and ask for nothing from anywhere; the look stands in each page, so that one alone reads well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language
from markupsafe import Markup

from candor.kernel import instance
from candor.kernel.registries.telling import Chapter
from candor.privacy.exporting.held import held
from candor.privacy.exporting.reading import Block

LARGEST = 300_000
"""Characters of a page, roughly, but for a single row that is longer."""

MOST_BLOCKS = 600


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of a chapter as the contents list it: `first` is what heads its first row."""

    name: str
    first: str


@dataclass(frozen=True, slots=True)
class Around:
    """Where a page stands: names of its neighbours, "" where there is none."""

    number: int
    before: str
    after: str


def sheets_of(chapter: Chapter, blocks: Iterable[Block], places: Iterable[str]) -> Iterator[tuple[Sheet, bytes]]:
    """The pages of a chapter, one after the other."""
    before, known = "", held(places)
    pages = _with_next(_portions(blocks))
    for number, (portion, has_next) in enumerate(pages, 1):
        name, after = _name(chapter, number), _name(chapter, number + 1) if has_next else ""
        text = rendered(
            "chapter",
            {"chapter": chapter, "blocks": portion, "held": known, "pages": Around(number, before, after)},
        )
        yield Sheet(f"pages/{name}", portion[0].head or portion[0].what), text
        before = name


def rendered(name: str, values: Mapping[str, Any]) -> bytes:
    """A page in the language that is active."""
    around = {"language": get_language() or "en", "look": _look(), "brand": instance.current()}
    return render_to_string(f"privacy/copy/{name}.html", {**around, **values}).encode("utf-8", "replace")


def _portions(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Blocks in the portions of pages. A page begins with a row of its own where the one before is long enough."""
    portion: list[Block] = []
    size = 0
    for block in blocks:
        is_full = len(portion) >= MOST_BLOCKS or size >= LARGEST
        is_overfull = len(portion) >= 2 * MOST_BLOCKS or size >= 2 * LARGEST
        if portion and (is_overfull or (is_full and block.depth == 0)):
            yield portion
            portion, size = [], 0
        portion.append(block)
        size += block.size
    if portion:
        yield portion


def _with_next(portions: Iterable[list[Block]]) -> Iterator[tuple[list[Block], bool]]:
    """Each portion, and whether another one follows."""
    present: list[Block] | None = None
    for following in portions:
        if present is not None:
            yield present, True
        present = following
    if present is not None:
        yield present, False


def _name(chapter: Chapter, number: int) -> str:
    return f"{chapter.key}-{number:04}.html"


@cache
def _look() -> Markup:
    return Markup("<style>\n{}</style>").format(Markup(Path(__file__).with_name("copy.css").read_text("utf-8")))  # noqa: S704 - our own file
