"""From words taken apart and values to the two forms of a mail. Values are text: in HTML every one is escaped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from markupsafe import Markup, escape

from candor.kernel.registries.mail_texts import MailText, Shape
from candor.mail.rules.wording import Block, Kind, Line, Link, Paragraph, Piece, Strong, Value, Wording, is_address
from candor.ui.public import linked, paragraphs

Values = Mapping[str, str]

LONGEST_SUBJECT = 300
_BEGINS, _ENDS, _BREAK = Markup('<p dir="auto">'), Markup("</p>"), Markup("<br>\n")
_BETWEEN = " :–—-·"


def subject_of(wording: Wording, values: Values) -> str:
    """On one line. A value that is lacking takes the colon or the dash before it along."""
    filled = ""
    for piece in wording.subject:
        words = _value(piece, values) if isinstance(piece, Value) else piece
        filled = filled + words if words else filled.rstrip(_BETWEEN)
    return " ".join(filled.split())[:LONGEST_SUBJECT]


def as_text(text: MailText, wording: Wording, values: Values) -> str:
    """The plain form (text/plain)."""
    above = "\n\n".join(_text_of(each, values) for each in _told(text, wording.paragraphs, values))
    below = "\n\n".join(_text_of(each, values) for each in _told(text, wording.foot, values))
    return (f"{above}\n\n-- \n{below}" if below else above).strip() + "\n"


def as_html(text: MailText, wording: Wording, values: Values) -> tuple[Markup, Markup]:
    """What stands in the HTML form's body and in its foot, without the frame around them."""
    draw = _Drawing(text, values)
    above, below = (_told(text, part, values) for part in (wording.paragraphs, wording.foot))
    return draw.paragraphs(above), draw.paragraphs(below)


def _told(text: MailText, paragraphs: Iterable[Paragraph], values: Values) -> list[Paragraph]:
    """Those with something to say: a paragraph goes with a value that is lacking, where that may happen."""
    lacking = {name for name, each in text.placeholders.items() if each.may_lack and not values.get(name)}
    return [each for each in paragraphs if not each.values & lacking]


def _value(piece: Value, values: Values) -> str:
    return values.get(piece.name, "").strip("\n") or piece.fallback


def _text_of(paragraph: Paragraph, values: Values) -> str:
    return "\n".join(line for block in paragraph.blocks for line in _lines_of(block, values))


def _lines_of(block: Block, values: Values) -> Iterable[str]:
    marks: dict[Kind, Callable[[int], tuple[str, str]]] = {
        Kind.LINES: lambda _number: ("", ""),
        Kind.ITEMS: lambda _number: ("- ", "  "),
        Kind.NUMBERED: lambda number: (f"{number}. ", "   "),
        Kind.QUOTE: lambda _number: ("> ", "> "),
        Kind.SET_OFF: lambda _number: ("    ", "    "),
    }
    for number, line in enumerate(block.lines, start=1):
        first, further = marks[block.kind](number)
        for index, each in enumerate("".join(_plain(piece, values) for piece in line).split("\n")):
            yield ((further if index else first) + each).rstrip() if each or first else each


def _plain(piece: Piece, values: Values) -> str:
    if isinstance(piece, Link):
        target = _value(piece.target, values) if isinstance(piece.target, Value) else piece.target
        return f"{_words(piece.words, values)} <{target}>"
    if isinstance(piece, Strong):
        return _words(piece.words, values)
    return _value(piece, values) if isinstance(piece, Value) else piece


def _words(pieces: Iterable[str | Value], values: Values) -> str:
    return "".join(_value(each, values) if isinstance(each, Value) else each for each in pieces)


class _Drawing:
    """Draws one mail's HTML."""

    def __init__(self, text: MailText, values: Values) -> None:
        self._text, self._values = text, values

    def paragraphs(self, told: Iterable[Paragraph]) -> Markup:
        return Markup("\n").join(self._block(block) for paragraph in told for block in paragraph.blocks)

    def _block(self, block: Block) -> Markup:
        if len(block.lines) == 1 and block.kind in (Kind.LINES, Kind.QUOTE) and self._holds_words(block.lines[0]):
            [value] = block.lines[0]
            drawn = paragraphs(_plain(value, self._values))
            return drawn if block.kind is Kind.LINES else _quote(drawn)
        lines = [self._line(line) for line in block.lines]
        if block.kind in (Kind.ITEMS, Kind.NUMBERED):
            items = Markup("").join(map(Markup("<li>{}</li>").format, lines))
            return (Markup("<ul>{}</ul>") if block.kind is Kind.ITEMS else Markup("<ol>{}</ol>")).format(items)
        drawn = _BREAK.join(lines)
        if block.kind is Kind.SET_OFF:
            return Markup('<p style="font-size:18px;font-weight:600;overflow-wrap:anywhere">{}</p>').format(drawn)
        paragraph = _BEGINS + drawn + _ENDS
        return paragraph if block.kind is Kind.LINES else _quote(paragraph)

    def _holds_words(self, line: Line) -> bool:
        """Is the line a placeholder of many lines and nothing else?"""
        return len(line) == 1 and isinstance(line[0], Value) and self._shape(line[0]) is Shape.WORDS

    def _line(self, line: Line) -> Markup:
        return self._piece(line[0]) if len(line) == 1 else Markup("").join(map(self._piece, line))

    def _piece(self, piece: Piece) -> Markup:
        if isinstance(piece, Strong):
            return Markup("<strong>{}</strong>").format(Markup("").join(map(self._piece, piece.words)))
        if isinstance(piece, Link):
            target = _value(piece.target, self._values) if isinstance(piece.target, Value) else piece.target
            words = _words(piece.words, self._values)
            return Markup('<a href="{}">{}</a>').format(target, words) if is_address(target) else escape(words)
        if isinstance(piece, str):
            return _literal(piece)
        words = _value(piece, self._values)
        # What somebody calls themselves never becomes a link.
        draw = escape if self._shape(piece) in (Shape.LINE, Shape.SECRET) else linked
        return draw(words) if "\n" not in words else _BREAK.join(map(draw, words.split("\n")))

    def _shape(self, value: Value) -> Shape:
        """Of a name that is none yet, while somebody types: a few words."""
        offered = self._text.placeholders.get(value.name)
        return offered.shape if offered is not None else Shape.LINE


_literal = lru_cache(maxsize=1024)(linked)
"""What stands in a wording is the same in every mail."""


def _quote(drawn: Markup) -> Markup:
    return Markup('<blockquote style="margin:0;padding-left:12px;border-left:2px solid #999">{}</blockquote>').format(
        drawn
    )
