"""Groups of header-like fields in the machine-readable parts of reports (RFC 3464, 2.1; RFC 5965, 2)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from candor.mail.parsing.charsets import decode_text, tidy
from candor.mail.parsing.headers import Headers, read_headers
from candor.mail.parsing.mime import Part

_BLANK_LINES = re.compile(r"\n[ \t]*\n")
_FINAL_RECIPIENT = re.compile(r"^final-recipient:", re.I | re.M)
_MAX_REPORT_BYTES = 1024 * 1024
_MAX_GROUPS = 1_000


def groups_of(part: Part) -> Iterator[Headers]:
    """The groups of fields in a report part. Some servers forget the blank line between two recipients."""
    text = tidy(decode_text(part.content()[:_MAX_REPORT_BYTES], part.charset))
    for block in _BLANK_LINES.split(text, _MAX_GROUPS):
        starts = [match.start() for match in _FINAL_RECIPIENT.finditer(block)][1:_MAX_GROUPS]
        for start, end in zip([0, *starts], [*starts, len(block)], strict=True):
            yield fields_of(block[start:end])


def groups_in_text(text: str) -> list[Headers]:
    """The groups that name a recipient, where a server wrote them into the text instead of a part of their own."""
    if not _FINAL_RECIPIENT.search(text):
        return []
    blocks = _BLANK_LINES.split(text[:_MAX_REPORT_BYTES], _MAX_GROUPS)
    return [fields_of(block) for block in blocks if _FINAL_RECIPIENT.search(block)]


def fields_of(block: str) -> Headers:
    """Fields from text that is decoded already."""
    headers, _ = read_headers(block.strip("\n").encode("utf-8", "replace"), 0)
    return headers


def original_headers(parts: list[Part]) -> Headers | None:
    """The headers of our mail as a report returns it, whole or as headers alone (RFC 6522)."""
    for part in parts:
        if part.content_type in ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"):
            return read_headers(part.content()[:_MAX_REPORT_BYTES].lstrip(), 0)[0]
    return None
