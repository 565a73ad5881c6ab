"""A body as its readers get it: clean markup, with a place to lead to at each heading, and its plain words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from candor.knowledge.markdown import FileUrl, as_markup

HEADING = re.compile(r"<h([23])>(.*?)</h\1>", re.DOTALL)
"""A heading as `markdown.as_markup` writes it: without any attribute."""

BLOCK = re.compile(r"</(?:p|h[2-4]|li|td|th|pre|blockquote)>")


@dataclass(frozen=True, slots=True)
class Heading:
    """A place in the body that the table of contents leads to. `level` is 2 or 3."""

    anchor: str
    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Body:
    """A body as a page shows it."""

    html: Markup
    headings: tuple[Heading, ...]


@lru_cache(maxsize=256)
def body_of(text: str, file_url: FileUrl) -> Body:
    """The Markdown as clean HTML, each heading with a name of ours. `file_url` is the one of a face."""
    headings: list[Heading] = []

    def named(found: re.Match[str]) -> str:
        heading = Heading(f"part-{len(headings) + 1}", Markup(found[2]).striptags(), int(found[1]))  # noqa: S704 - clean
        headings.append(heading)
        return f'<h{found[1]} id="{heading.anchor}">{found[2]}</h{found[1]}>'

    html = HEADING.sub(named, as_markup(text, file_url))
    return Body(Markup(html), tuple(headings))  # noqa: S704 - clean as it came, and the names are made here


@lru_cache(maxsize=1024)
def plain_words(text: str) -> str:
    """The words of a body without its marks, for snippets."""
    apart = BLOCK.sub(lambda found: f"{found[0]} ", as_markup(text, str))
    return Markup(apart).striptags()  # noqa: S704 - to take its tags away
