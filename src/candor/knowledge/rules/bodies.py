"""From an article's Markdown to what may stand in a page: clean markup, its table of contents, its plain words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

TAGS = {"a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "hr", "img", "li", "ol", "p", "pre", "s", "strong"} | {
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "h2": {"id"}, "h3": {"id"}, "h4": {"id"}}
FILE = re.compile(r"file:([A-Za-z0-9]{4,16})")
"""How a body names a picture or file of its article: `![The dialog](file:REF)`."""

LOWER = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
"""A page has one heading of its own; those of the body stand below it."""

FileUrl = Callable[[str], str]

_parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_parser.validateLink = lambda url: bool(re.match(r"(https?:|mailto:|tel:|file:|#|/)", url, re.IGNORECASE))  # type: ignore[method-assign] # its documented setting


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
    """The Markdown as clean HTML, with its headings. `file_url` says where a face hands out a file of this reference.

    Clean twice over: the parser takes no HTML, and what it makes passes an allow-list of tags and addresses. Pictures
    come from our own address alone, so that no reader is told to others.
    """
    tokens = _parser.parse(text)
    headings: list[Heading] = []
    for place, token in enumerate(tokens):
        if token.type in {"heading_open", "heading_close"}:
            token.tag = LOWER[token.tag]
        if token.type == "heading_open":
            anchor = f"part-{len(headings) + 1}"
            token.attrSet("id", anchor)
            headings.append(Heading(anchor, _plain(tokens[place + 1]), int(token.tag[1])))
        for child in token.children or ():
            _lead_to_files(child, file_url)
    html = nh3.clean(
        _parser.renderer.render(tokens, _parser.options, {}),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )
    return Body(Markup(html), tuple(each for each in headings if each.level < 4))  # noqa: S704 - cleaned by nh3 above


@lru_cache(maxsize=1024)
def plain_words(text: str) -> str:
    """The words of a body without its marks, for snippets."""
    return "\n".join(_plain(token) for token in _parser.parse(text) if token.type in {"inline", "fence", "code_block"})


def _plain(token: Token) -> str:
    if not token.children:
        return token.content if token.type in {"text", "code_inline", "fence", "code_block"} else ""
    return "".join(" " if child.type.endswith("break") else _plain(child) for child in token.children)


def _lead_to_files(token: Token, file_url: FileUrl) -> None:
    """Let pictures and links that name a file lead to it. A picture from elsewhere becomes its words."""
    if token.type == "link_open" and (named := FILE.fullmatch(str(token.attrGet("href")))):
        token.attrSet("href", file_url(named[1]))
    if token.type == "image":
        named = FILE.fullmatch(str(token.attrGet("src")))
        if named:
            token.attrSet("src", file_url(named[1]))
        else:
            token.type, token.tag, token.content = "text", "", _plain(token)
            token.children = None
