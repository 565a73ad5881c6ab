"""From an article's Markdown to markup that may stand in a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "hr", "img", "li", "ol", "p", "pre", "strong", "ul",
    "table", "tbody", "td", "th", "thead", "tr",
}  # fmt: skip
OWN = "attachment:"
"""What stands before a file's reference in the address of a picture or link: `![Where it is](attachment:…)`."""

FileUrl = Callable[[str], str]

_parser = MarkdownIt("commonmark", {"html": False}).enable("table")


def as_markup(text: str, file_url: FileUrl) -> Markup:
    """The Markdown as clean HTML. `file_url` gives the address of one of the article's files by its reference.

    It is clean twice over: the parser takes no HTML, and what it makes passes an allow-list of tags and addresses.
    Headings begin below the page's own; pictures of other places are left out, because they would watch who reads.
    """
    tokens = _parser.parse(text)
    _settle(tokens, file_url)
    cleaned = nh3.clean(
        _parser.renderer.render(tokens, _parser.options, {}),
        tags=TAGS,
        attributes={"a": {"href"}, "img": {"src", "alt"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )
    return Markup(cleaned)  # noqa: S704 - cleaned by nh3 in the line above


def _settle(tokens: Sequence[Token], file_url: FileUrl) -> None:
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = {"h1": "h2", "h2": "h3"}.get(token.tag, "h4")
        for name in ("src", "href"):
            address = str(token.attrGet(name) or "")
            if address.startswith(OWN):
                token.attrSet(name, file_url(address.removeprefix(OWN)))
            elif name == "src" and address:
                token.attrSet(name, "")
        _settle(token.children or (), file_url)
