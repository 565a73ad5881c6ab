"""HTML of messages: made harmless by nh3, and turned into plain text.

The result is shown only in a sandboxed frame with its own content security policy; this is the wall before that one.
Remote images keep their address, because the policy blocks them until someone asks for them.
"""

from __future__ import annotations

import html as entities
import re

import nh3

from candor.mail.parsing.charsets import tidy
from candor.mail.parsing.limits import MAX_OPEN_BLOCKS, MAX_OPEN_FORMATS

_TAGS = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "address",
        "area",
        "article",
        "aside",
        "b",
        "bdi",
        "bdo",
        "big",
        "blockquote",
        "br",
        "caption",
        "center",
        "cite",
        "code",
        "col",
        "colgroup",
        "data",
        "dd",
        "del",
        "details",
        "dfn",
        "dir",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "font",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "main",
        "map",
        "mark",
        "nav",
        "ol",
        "p",
        "pre",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "section",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "time",
        "tr",
        "tt",
        "u",
        "ul",
        "var",
        "wbr",
    ]
)
_DROPPED_WITH_CONTENT = frozenset(
    {
        "script",
        "style",
        "title",
        "head",
        "noscript",
        "template",
        "object",
        "applet",
        "svg",
        "math",
    }
)
_LOOK = frozenset(
    {
        "align",
        "valign",
        "bgcolor",
        "color",
        "width",
        "height",
        "dir",
        "lang",
        "title",
        "style",
    }
)
_ATTRIBUTES: dict[str, set[str]] = {
    "*": set(_LOOK),
    "a": {"href", "name"},
    "img": {"src", "alt", "border", "hspace", "vspace"},
    "table": {"border", "cellpadding", "cellspacing", "summary"},
    "td": {"colspan", "rowspan", "nowrap", "headers"},
    "th": {"colspan", "rowspan", "nowrap", "headers", "scope"},
    "col": {"span"},
    "colgroup": {"span"},
    "font": {"face", "size"},
    "ol": {"start", "type"},
    "ul": {"type"},
    "li": {"value"},
    "hr": {"size", "noshade"},
    "time": {"datetime"},
    "blockquote": {"cite", "type"},
}
_SCHEMES = {"http", "https", "mailto", "tel", "cid", "data"}
_STYLES = {
    "background-color", "border", "border-bottom", "border-collapse", "border-color", "border-left", "border-radius",
    "border-right", "border-spacing", "border-style", "border-top", "border-width", "color", "direction", "display",
    "font", "font-family", "font-size", "font-style", "font-variant", "font-weight", "height", "letter-spacing",
    "line-height", "list-style-type", "margin", "margin-bottom", "margin-left", "margin-right", "margin-top", "max-width",
    "min-width", "padding", "padding-bottom", "padding-left", "padding-right", "padding-top", "table-layout",
    "text-align", "text-decoration", "text-indent", "text-transform", "vertical-align", "white-space", "width",
    "word-break", "word-wrap", "overflow-wrap",
}  # fmt: skip
_DATA_IMAGE = re.compile(r"data:image/(?:png|jpeg|gif|webp|bmp|x-icon);base64,", re.IGNORECASE)

_NESTING = re.compile(
    r"<(/?)(?:(a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)|div|span|blockquote|table|section|article|center|ul|ol|dl)\b",
    re.I,
)
_BARE_AMPERSAND = re.compile(r"&(?![A-Za-z#])")
_ANY_TAG = re.compile(r"<[^<>]{0,10000}>")
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)((?:[^<>\"]|\"[^\"]*\")*)>")
_ALT = re.compile(r' alt="([^"]*)"')
_WORD = re.compile(r"\w")
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "caption",
        "center",
        "dd",
        "details",
        "dir",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_SPACED = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "table", "ul", "ol"})
_SPACES = re.compile(r"[ \t\n\r\f]+")
_MANY_LINES = re.compile(r"\n{3,}")


def sanitise(html: str) -> str | None:
    """HTML without anything that runs, loads by itself, or escapes its frame; None when it is nested absurdly deep."""
    if _is_too_deep(html):
        return None
    clean = nh3.clean(
        _BARE_AMPERSAND.sub("&amp;", html),  # the cleaner takes quadratic time over rows of bare ones
        tags=set(_TAGS),
        clean_content_tags=set(_DROPPED_WITH_CONTENT),
        attributes=_ATTRIBUTES,
        attribute_filter=_without_data_links if "data:" in html.lower() else None,
        url_schemes=_SCHEMES,
        filter_style_properties=_STYLES,
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )
    return tidy(clean)  # character references may have brought in control characters


def _is_too_deep(html: str) -> bool:
    """Are more elements open at once than any mail program opens? Counts tags, which is cheap and errs on deep."""
    formats = blocks = 0
    for match in _NESTING.finditer(html):
        step = -1 if match[1] else 1
        if match[2]:
            formats = max(0, formats + step)
        else:
            blocks = max(0, blocks + step)
        if formats > MAX_OPEN_FORMATS or blocks > MAX_OPEN_BLOCKS:
            return True
    return False


def strip_tags(html: str) -> str:
    """The bare text of HTML that is not worth cleaning."""
    return _MANY_LINES.sub("\n\n", tidy(entities.unescape(_ANY_TAG.sub(" ", html)))).strip()


def to_text(clean_html: str, *, mark_quotes: bool = False) -> str:
    """Sanitised HTML as plain text. With `mark_quotes` each line within a blockquote begins with `> ` per level."""
    writer = _TextWriter(mark_quotes)
    position = 0
    for match in _TAG.finditer(clean_html):
        writer.write(clean_html[position : match.start()])
        writer.tag(match[2], bool(match[1]), match[3])
        position = match.end()
    writer.write(clean_html[position:])
    return writer.text()


class _TextWriter:
    """Collects lines; block elements break them, `pre` keeps its white space, quotes are marked when wanted."""

    def __init__(self, mark_quotes: bool) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.mark_quotes = mark_quotes
        self.depth = 0
        self.preformatted = 0

    def write(self, source: str) -> None:
        if not source:
            return
        text = tidy(entities.unescape(source)) if "&" in source else source
        if self.preformatted:
            first, *more = text.split("\n")
            self.line.append(first)
            for rest in more:
                self._break()
                self.line.append(rest)
        else:
            self.line.append(_SPACES.sub(" ", text))

    def tag(self, name: str, closing: bool, attributes: str) -> None:
        if name == "br":
            self._break()
        elif name == "img":
            self._image(attributes)
        elif name in ("td", "th") and not closing:
            self.line.append(" ")
        elif name in _BLOCKS:
            self._block(name, closing)

    def _block(self, name: str, closing: bool) -> None:
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
        emoji = tidy(entities.unescape(alt[1])) if alt else ""
        if emoji and not emoji.isascii() and not _WORD.search(emoji):
            self.line.append(emoji)

    def _break(self) -> None:
        line = "".join(self.line)
        line = line.rstrip() if self.preformatted else _SPACES.sub(" ", line).strip(" ")
        quoted = "> " * min(self.depth, 20) if self.mark_quotes else ""
        self.lines.append(quoted + line)
        self.line = []

    def text(self) -> str:
        if "".join(self.line).strip():
            self._break()
        return _MANY_LINES.sub("\n\n", "\n".join(self.lines)).strip("\n")


def _without_data_links(element: str, attribute: str, value: str) -> str | None:
    """`data:` addresses are allowed for images of harmless types alone."""
    if attribute in ("href", "src", "cite") and value.strip().lower().startswith("data:"):
        return value if element == "img" and _DATA_IMAGE.match(value.strip()) else None
    return value
