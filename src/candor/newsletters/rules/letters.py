"""From an issue's Markdown to a letter: the HTML and its text twin, made once, with marks where values belong.

`{name|there}` stands for the reader's name, or for "there" where we know none. Pictures are the issue's own and travel
in the letter, and links lead where they say: nothing in our letters watches who reads them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from candor.knowledge.public import as_markup
from candor.newsletters.rules.blocks import Block, Button, Columns, Small, blocks_of

NAMES = ("name", "newsletter", "our_name")
"""What may stand in braces."""

_VARIABLE = re.compile(r"\{(\w+)(?:\|([^{}|]{0,80}))?\}")
_BEGINS, _ENDS = "\ue000", "\ue001"
_MARK = re.compile(f"{_BEGINS}(\\d+){_ENDS}")
_SCHEMES = {"http", "https", "mailto", "tel"}
_ENDS_OF_BLOCKS = {"paragraph_close", "heading_close", "blockquote_close", "table_close"}
OWN_PICTURE = "attachment:"
_PICTURE = "https://picture.invalid/"
"""What stands for a picture's address until it is known where it is looked at: no name ends so (RFC 6761)."""

_SHOWN = re.compile(re.escape(_PICTURE) + r"([0-9A-Za-z]*)")
_parser = MarkdownIt("commonmark", {"html": False}).enable("table")

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Variable:
    name: str
    fallback: str

    def value(self, values: Values) -> str:
        return values.get(self.name, "") or self.fallback


@dataclass(frozen=True, slots=True)
class Made:
    """A letter in one language with marks in it; `fill` makes it somebody's."""

    subject: str
    html: str
    text: str
    variables: Sequence[Variable]

    def filled_html(self, values: Values) -> Markup:
        html = _MARK.sub(lambda mark: str(escape(self.variables[int(mark[1])].value(values))), self.html)
        return Markup(html)  # noqa: S704 - cleaned when it was made, and each value is escaped here

    def filled_text(self, values: Values) -> str:
        return _MARK.sub(lambda mark: self.variables[int(mark[1])].value(values), self.text)

    def filled_subject(self, values: Values) -> str:
        words = _MARK.sub(lambda mark: self.variables[int(mark[1])].value(values), self.subject)
        return " ".join(words.split())[:300]


def made_of(subject: str, body: str) -> Made:
    """Work the words out, once for all readers."""
    variables: list[Variable] = []

    def marked(found: re.Match[str]) -> str:
        if found[1] not in NAMES:
            return found[0]
        variables.append(Variable(found[1], found[2] or ""))
        return f"{_BEGINS}{len(variables) - 1}{_ENDS}"

    own = str.maketrans("", "", _BEGINS + _ENDS)
    title, words = (_VARIABLE.sub(marked, text.translate(own)) for text in (subject, body))
    blocks = blocks_of(words)
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(map(_twin_of, blocks))).strip() + "\n"
    return Made(title, "".join(map(_html_of, blocks)), text, tuple(variables))


def with_pictures(html: str, address_of: Callable[[str], str]) -> Markup:
    """The HTML of a letter with the addresses of its pictures, by their references."""
    return Markup(_SHOWN.sub(lambda found: str(escape(address_of(found[1]))), html))  # noqa: S704 - cleaned before


def shown_in(html: str) -> list[str]:
    """The references of the pictures in the HTML of a letter, each once."""
    return list(dict.fromkeys(_SHOWN.findall(html)))


_MAIL_STYLES = {
    '<p class="issue-button"><a ': '<p style="margin:24px 0"><a style="display:inline-block;padding:10px 20px;'
    'border:2px solid;border-radius:6px;font-weight:600;text-decoration:none" ',
    '<div class="issue-columns">': "<div>",
    '<div class="issue-column">': '<div style="display:inline-block;vertical-align:top;width:100%;max-width:16.5em;'
    'margin-right:16px">',
    '<div class="issue-small">': '<div style="font-size:13px">',
    "<img ": '<img style="max-width:100%;height:auto" ',
}
"""Mail programs know few styles, so they stand at the elements. Columns stand below each other where it is narrow."""


def for_mail(html: str) -> str:
    """The HTML of a letter as mail programs want it; pages have a style sheet."""
    for ours, theirs in _MAIL_STYLES.items():
        html = html.replace(ours, theirs)
    return html


def _html_of(block: Block) -> str:
    match block:
        case Button(link):
            return str(as_markup(link, _picture)).replace("<p>", '<p class="issue-button">', 1)
        case Small(inside):
            return f'<div class="issue-small">{"".join(map(_html_of, inside))}</div>'
        case Columns(columns):
            parts = "".join(f'<div class="issue-column">{"".join(map(_html_of, each))}</div>' for each in columns)
            return f'<div class="issue-columns">{parts}</div>'
        case _:
            return str(as_markup(block.markdown, _picture))


def _picture(ref: str) -> str:
    return _PICTURE + ref if ref.isalnum() else ""


def _twin_of(block: Block) -> str:
    match block:
        case Button(link):
            return text_twin(link)
        case Small(inside):
            return "\n".join(map(_twin_of, inside))
        case Columns(columns):
            return "\n".join(_twin_of(block) for each in columns for block in each)
        case _:
            return text_twin(block.markdown)


def unknown_variables(text: str) -> list[str]:
    """What stands in braces and means nothing here."""
    return [found[1] for found in _VARIABLE.finditer(text) if found[1] not in NAMES]


def links_in(body: str) -> list[str]:
    """Where the words lead, in their order, each once."""
    return list(dict.fromkeys(_addresses(_parser.parse(body), "href")))


def pictures_in(body: str) -> list[str]:
    """The addresses of the pictures, each once: `attachment:` and a reference for those of ours."""
    return list(dict.fromkeys(_addresses(_parser.parse(body), "src")))


def undescribed_pictures(body: str) -> int:
    """How many pictures say nothing to whoever cannot see them."""
    return sum(not each for each in _descriptions(_parser.parse(body)))


def is_well_formed(link: str) -> bool:
    """A whole address with a host, or one of a mailbox or telephone. A variable in it would not be filled."""
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme not in _SCHEMES or "%7B" in link or " " in link:
        return False
    return bool(parts.path) if parts.scheme in {"mailto", "tel"} else "." in host or host == "localhost"


def text_twin(body: str) -> str:
    """The same words for mail programs that show text alone: links behind their words, lists with dashes."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(_blocks(_parser.parse(body)))).strip() + "\n"


class _Lists:
    """Where in lists the reader is, and what stands before the next line."""

    def __init__(self) -> None:
        self._numbers: list[int | None] = []
        self.before = ""

    def follow(self, token: Token) -> bool:
        """Whether the token ended the outermost list."""
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            self._numbers.append(int(token.attrGet("start") or 1) if token.type == "ordered_list_open" else None)
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            self._numbers.pop()
            self.before = ""
            return not self._numbers
        elif token.type == "list_item_open":
            number = self._numbers[-1]
            self.before = "  " * (len(self._numbers) - 1) + ("- " if number is None else f"{number}. ")
            self._numbers[-1] = None if number is None else number + 1
        return False

    def __bool__(self) -> bool:
        return bool(self._numbers)


def _blocks(tokens: Iterable[Token]) -> Iterator[str]:
    lists = _Lists()
    for token in tokens:
        if lists.follow(token) or (token.type in _ENDS_OF_BLOCKS and not lists):
            yield ""
        elif token.type == "inline":
            yield lists.before + _inline(token.children or ())
            lists.before = " " * len(lists.before)
        elif token.type in {"fence", "code_block"}:
            yield "\n".join(f"    {line}" for line in token.content.rstrip().split("\n")) + "\n"
        elif token.type == "hr":
            yield "----\n"


def _inline(tokens: Iterable[Token]) -> str:
    said: list[str] = []
    target = ""
    for token in tokens:
        if token.type == "link_open":
            target = str(token.attrGet("href") or "")
        elif token.type == "link_close":
            if target and said and said[-1] != target:
                said.append(f" <{target}>")
        elif token.type in {"softbreak", "hardbreak"}:
            said.append("\n")
        elif token.type == "image":
            said.append(f"[{token.content}]" if token.content else "")
        elif token.type in {"text", "code_inline"}:
            said.append(token.content)
    return "".join(said)


def _addresses(tokens: Iterable[Token], name: str) -> Iterator[str]:
    for token in tokens:
        if address := token.attrGet(name):
            yield str(address)
        yield from _addresses(token.children or (), name)


def _descriptions(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "image":
            yield token.content
        yield from _descriptions(token.children or ())
