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
    html_parts = structure.html if any(part.content_type == "text/html" for part in structure.html) else []
    cleaned = {
        id(part): sanitise(decoded[id(part)])
        for part in (*structure.text, *html_parts)
        if part.content_type == "text/html"
    }
    texts: list[str] = []
    marked: list[str] = []
    for part in structure.text:
        source = decoded[id(part)]
        if part.content_type == "text/html":
            clean = cleaned[id(part)]
            texts.append(strip_tags(source) if clean is None else to_text(clean))
            marked.append(strip_tags(source) if clean is None else to_text(clean, mark_quotes=True))
        else:
            texts.append(source)
            marked.append(source)
    html = "\n".join(cleaned.get(id(part)) or _as_html(decoded[id(part)]) for part in html_parts)
    return Bodies(
        _join(texts),
        html or None,
        _join(marked),
        "\n".join(text.rstrip() for text in decoded.values()),
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


def _join(texts: list[str]) -> str:
    """One text from several, each beginning on a line of its own."""
    joined = ""
    for text in texts:
        joined += text if not joined or joined.endswith("\n") else "\n" + text
    return joined
