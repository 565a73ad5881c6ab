"""Plain text from the HTML of a message."""

from __future__ import annotations

import html
import re

from candor.mail.parsing.charsets import tidy

_ANY_TAG = re.compile(r"<[^<>]{0,10000}>")
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)((?:[^<>\"]|\"[^\"]*\")*)>")
_ALT = re.compile(r' alt="([^"]*)"')
_WORD = re.compile(r"\w")
_SPACES = re.compile(r"[ \t\n\r\f]+")
_MANY_LINES = re.compile(r"\n{3,}")
_BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "caption", "center", "dd", "details", "dir", "div", "dl", "dt"),
        *("figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "li", "main"),
        *("nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul"),
    }
)
_SPACED = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "table", "ul", "ol"})
_MAX_QUOTE_DEPTH = 20


def to_text(clean: str, *, mark_quotes: bool = False) -> str:
    """Sanitised HTML as plain text. With `mark_quotes` each line within a blockquote begins with `> ` per level."""
    writer = _TextWriter(mark_quotes=mark_quotes)
    position = 0
    for match in _TAG.finditer(clean):
        writer.write(clean[position : match.start()])
        writer.tag(match[2], match[3], closing=bool(match[1]))
        position = match.end()
    writer.write(clean[position:])
    return writer.text()


class _TextWriter:
    """Collects lines; block elements break them, `pre` keeps its white space, quotes are marked when wanted."""

    def __init__(self, *, mark_quotes: bool) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.mark_quotes = mark_quotes
        self.depth = 0
        self.preformatted = 0

    def write(self, source: str) -> None:
        if not source:
            return
        text = tidy(html.unescape(source)) if "&" in source else source
        if self.preformatted:
            first, *more = text.split("\n")
            self.line.append(first)
            for rest in more:
                self._break()
                self.line.append(rest)
        else:
            self.line.append(_SPACES.sub(" ", text))

    def tag(self, name: str, attributes: str, *, closing: bool) -> None:
        if name == "br":
            self._break()
        elif name == "img":
            self._image(attributes)
        elif name in ("td", "th") and not closing:
            self.line.append(" ")
        elif name in _BLOCKS:
            self._block(name, closing=closing)

    def _block(self, name: str, *, closing: bool) -> None:
        if "".join(self.line).strip():
            self._break()
        self.line = []
        if name == "pre":
            self.preformatted = max(0, self.preformatted + (-1 if closing else 1))
        if name in _SPACED and self.lines and self.lines[-1].strip("> "):
            self._break()
        if name == "blockquote":
            self.depth = max(0, self.depth + (-1 if closing else 1))

    def _image(self, attributes: str) -> None:
        """Keep the emoji that mail programs send as images; other descriptions are not what the person wrote."""
        alt = _ALT.search(attributes)
        emoji = tidy(html.unescape(alt[1])) if alt else ""
        if emoji and not emoji.isascii() and not _WORD.search(emoji):
            self.line.append(emoji)

    def _break(self) -> None:
        line = "".join(self.line)
        line = line.rstrip() if self.preformatted else _SPACES.sub(" ", line).strip(" ")
        quoted = "> " * min(self.depth, _MAX_QUOTE_DEPTH) if self.mark_quotes else ""
        self.lines.append(quoted + line)
        self.line = []

    def text(self) -> str:
        if "".join(self.line).strip():
            self._break()
        return _MANY_LINES.sub("\n\n", "\n".join(self.lines)).strip("\n")


def strip_tags(source: str) -> str:
    """The bare text of HTML that is not worth cleaning."""
    return _MANY_LINES.sub("\n\n", tidy(html.unescape(_ANY_TAG.sub(" ", source)))).strip()
