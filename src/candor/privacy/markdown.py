"""From the owner's Markdown to markup that may stand in a page."""

from __future__ import annotations

import re
from collections.abc import Mapping

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = {"a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "strong", "ul"} | {
    "table", "tbody", "td", "th", "thead", "tr",
}  # fmt: skip
PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")

_parser = MarkdownIt("commonmark", {"html": False}).enable("table")


def as_markup(text: str) -> Markup:
    """The Markdown as clean HTML. This is the one place that says a published text is safe.

    It is so twice over: the parser takes no HTML, and what it makes passes an allow-list of tags and addresses.
    """
    cleaned = nh3.clean(
        _parser.render(text),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )
    return Markup(cleaned)  # noqa: S704 - cleaned by nh3 in the line above


def filled_in(text: str, facts: Mapping[str, str]) -> str:
    """The Markdown with each `{name}` replaced by that fact's Markdown; other braces stay as they are."""
    return re.sub(r"\{(\w+)\}", lambda found: facts.get(found[1], found[0]), text)


def plainly(value: str) -> str:
    """Markdown that shows the value letter by letter, whatever signs are in it."""
    return PUNCTUATION.sub(r"\\\1", " ".join(value.split()))
