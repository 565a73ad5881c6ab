"""A preview of a mail's words: packed into the address of its frame, so that what is typed is kept nowhere."""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode

from candor.kernel.placeholders import names_in
from candor.mail.composing import Edition, Source, Words, compose_from, samples_of
from candor.mail.rules.wording_faults import LONGEST_BODY, LONGEST_SUBJECT

_MOST_BYTES = 8 * (LONGEST_BODY + LONGEST_SUBJECT)


def preview_of(source: Source, edition: Edition) -> Words:
    """Both forms with sample values; what is no placeholder stands there as it is written."""
    typed = {name: f"{{{name}}}" for name in names_in(f"{source.subject}\n{source.body}")}
    return compose_from(source, edition, {**typed, **samples_of(edition)})


def packed(source: Source) -> str:
    """The words as a part of an address."""
    words = json.dumps([source.subject, source.body], ensure_ascii=False).encode()
    return urlsafe_b64encode(zlib.compress(words, 9)).decode("ascii")


def unpacked(value: str) -> Source | None:
    """What `packed` packed; None for anything else."""
    try:
        opened = zlib.decompressobj().decompress(urlsafe_b64decode(value.encode("ascii")), _MOST_BYTES)
        subject, body = json.loads(opened)
    except (ValueError, zlib.error, RecursionError):
        return None
    if not (isinstance(subject, str) and isinstance(body, str)):
        return None
    return Source(subject[:LONGEST_SUBJECT], body[:LONGEST_BODY])
