"""The text and the HTML of a message, from the parts chosen for each."""

from __future__ import annotations

import dataclasses
import re

from candor.mail.parsing.charsets import decode_text, tidy
from candor.mail.parsing.flowed import unflow
from candor.mail.parsing.markup import sanitise, strip_tags, to_text
from candor.mail.parsing.mime import Part
from candor.mail.parsing.structure import Structure

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)


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
    decoded = {id(part): _decode(part) for part in (*structure.text, *structure.html)}
    cleaned = {
        id(part): sanitise(decoded[id(part)])
        for part in (*structure.text, *structure.html)
        if part.content_type == "text/html"
    }
    text_parts = structure.text
    if not any(decoded[id(part)].strip() for part in text_parts):
        text_parts = structure.html  # an empty text beside a full HTML part
    texts, marked = [], []
    for part in text_parts:
        source, clean = decoded[id(part)], cleaned.get(id(part))
        if part.content_type != "text/html":
            texts.append(source)
            marked.append(source)
        else:
            texts.append(strip_tags(source) if clean is None else to_text(clean))
            marked.append(strip_tags(source) if clean is None else to_text(clean, mark_quotes=True))
    has_html = any(part.content_type == "text/html" for part in structure.html)
    html = [cleaned.get(id(part)) or _as_html(decoded[id(part)]) for part in structure.html if has_html]
    return Bodies(
        text="".join(texts),
        html="\n".join(html) or None,
        marked=_on_lines_of_their_own(marked),
        source="\n".join(text.rstrip() for text in decoded.values()),
    )


def _decode(part: Part) -> str:
    content = part.content()
    label = part.charset
    if part.content_type == "text/html" and not label and (match := _META_CHARSET.search(content[:4_096])):
        label = match[1].decode("ascii")
    text = tidy(decode_text(content, label))
    if part.parameters.get("format", "").lower() == "flowed":
        text = unflow(text, delete_space=part.parameters.get("delsp", "").lower() == "yes")
    return text


def _as_html(text: str) -> str:
    """A plain part between HTML parts, as HTML."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'<div style="white-space:pre-wrap">{escaped}</div>'


def _on_lines_of_their_own(texts: list[str]) -> str:
    """For reading, each text begins on a new line; `text` follows RFC 2046, 5.1.1, to the letter instead."""
    joined = ""
    for text in texts:
        joined += text if not joined or joined.endswith("\n") else "\n" + text
    return joined
