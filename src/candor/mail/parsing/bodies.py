"""The text and the HTML of a message, from the parts chosen for each."""

from __future__ import annotations

import dataclasses
import html
import re

from candor.mail.parsing.charsets import decode_text, tidy
from candor.mail.parsing.flowed import unflow
from candor.mail.parsing.markup import sanitise
from candor.mail.parsing.mime import Part
from candor.mail.parsing.plaintext import strip_tags, to_text
from candor.mail.parsing.structure import Structure

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([A-Za-z0-9_:.-]{2,40})", re.I)


@dataclasses.dataclass(frozen=True, slots=True)
class Bodies:
    """`text` is plain, `html` sanitised or None, `marked` is the text with quotes marked by `>`, for reply trimming.

    `source` is what the parts said before anything was cleaned: it tells duplicates apart.
    """

    text: str
    html: str | None
    marked: str
    source: str


def read_bodies(structure: Structure) -> Bodies:
    """Decode the body parts. Text is made from HTML where there is no text, and HTML only from HTML."""
    read = {id(part): _read(part) for part in (*structure.text, *structure.html)}
    text_parts = [read[id(part)] for part in structure.text]
    html_parts = [read[id(part)] for part in structure.html]
    if not any(part.source.strip() for part in text_parts):
        text_parts = html_parts  # an empty text beside a full HTML part
    markup = "\n".join(part.as_html() for part in html_parts) if any(part.is_html for part in html_parts) else ""
    return Bodies(
        text="".join(part.as_text() for part in text_parts),
        html=markup or None,
        marked=_on_lines_of_their_own([part.as_marked_text() for part in text_parts]),
        source="\n".join(part.source.rstrip() for part in read.values()),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class _Body:
    """One body part: what it says, and its sanitised form if it is HTML that could be sanitised."""

    source: str
    is_html: bool = False
    clean: str | None = None

    def as_text(self) -> str:
        if not self.is_html:
            return self.source
        return strip_tags(self.source) if self.clean is None else to_text(self.clean)

    def as_marked_text(self) -> str:
        return to_text(self.clean, mark_quotes=True) if self.clean is not None else self.as_text()

    def as_html(self) -> str:
        """A plain part between HTML parts, and HTML that could not be sanitised, as escaped text."""
        if self.clean is not None:
            return self.clean
        return f'<div style="white-space:pre-wrap">{html.escape(self.as_text(), quote=False)}</div>'


def _read(part: Part) -> _Body:
    source = _decode(part)
    if part.content_type != "text/html":
        return _Body(source)
    return _Body(source, is_html=True, clean=sanitise(source))


def _decode(part: Part) -> str:
    content = part.content()
    label = part.charset
    if part.content_type == "text/html" and not label and (match := _META_CHARSET.search(content[:4_096])):
        label = match[1].decode("ascii")
    text = tidy(decode_text(content, label))
    if part.parameters.get("format", "").lower() == "flowed":
        text = unflow(text, delete_space=part.parameters.get("delsp", "").lower() == "yes")
    return text


def _on_lines_of_their_own(texts: list[str]) -> str:
    """For reading, each text begins on a new line; `text` follows RFC 2046, 5.1.1, to the letter instead."""
    joined = ""
    for text in texts:
        joined += text if not joined or joined.endswith("\n") else "\n" + text
    return joined
