"""The mail that something came by, as it came: its source and its header fields, for staff."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from candor.kernel.actor import Actor
from candor.kernel.files import open_file
from candor.kernel.models import StoredFile
from candor.kernel.registries.restricted import without_restricted
from candor.mail.models import RawMessage, RawState
from candor.mail.parsing.charsets import decode_text, tidy, tidy_line
from candor.mail.parsing.headers import decode_words, read_headers
from candor.mail.parsing.limits import LimitExceeded

MOST_SHOWN = 200_000
"""Bytes of the source on a page; the whole is a file to save."""

MOST_FIELDS = 300
MOST_CHARACTERS = 4_000
"""Of one field."""


_UNSEEN = re.compile("[\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
"""Marks that nobody sees and that hide or turn what stands around them."""


@dataclass(frozen=True, slots=True)
class Original:
    """A mail as it came, for a page: header fields, and its source, which may be cut.

    Where it is not kept `raw` is None and the rest is empty.
    """

    raw: RawMessage | None
    fields: Sequence[tuple[str, str]]
    source: str
    is_cut: bool


def shown_original(kind: str, number: int, *, by: Actor) -> Original:
    """The mail that became this. Whoever asks has seen to it, as for `original_of`."""
    raw = original_of(kind, number, by=by)
    source = source_of(raw) if raw is not None else b""
    is_cut = raw is not None and raw.file is not None and raw.file.size > len(source)
    return Original(raw, header_fields(source), as_text(source), is_cut)


def original_to_save(kind: str, number: int, ref: str, *, by: Actor) -> StoredFile | None:
    """Its bytes under a name made of our reference; None where they are not kept. As `original_of` otherwise."""
    raw = original_of(kind, number, by=by)
    if raw is None or raw.file is None:
        return None
    raw.file.name = f"message-{ref}.eml"
    return raw.file


def original_of(kind: str, number: int, *, by: Actor) -> RawMessage | None:
    """The mail that became this, with its file; None where it came otherwise, or its bytes are no longer kept.

    Whoever asks has seen to it that the actor is staff who may read what it became.
    """
    became = RawMessage.objects.filter(became_kind=kind, became_id=number, state=RawState.HANDLED)
    return without_restricted(became.exclude(file=None), by).select_related("file").order_by("id").first()


def source_of(raw: RawMessage) -> bytes:
    """The beginning of the mail's bytes; b"" where somebody removed them from the disk."""
    if raw.file is None:
        return b""
    try:
        with open_file(raw.file) as stream:
            return stream.read(MOST_SHOWN)
    except FileNotFoundError:
        return b""


def as_text(source: bytes) -> str:
    """The source for people: what turns the direction of writing, or hides, is spelled out."""
    return _UNSEEN.sub(lambda mark: f"[U+{ord(mark[0]):04X}]", tidy(decode_text(source)))


def header_fields(source: bytes) -> list[tuple[str, str]]:
    """The fields in their order, each as its name and what people read there, with hidden marks spelled out."""
    try:
        headers, _body = read_headers(source, 0)
    except LimitExceeded:
        return []
    return [(_named(name), _read(value)) for name, value in headers.items()[:MOST_FIELDS]]


def _named(name: str) -> str:
    return "-".join(part.capitalize() for part in name.split("-"))


def _read(value: bytes) -> str:
    text = decode_words(tidy_line(" ".join(decode_text(value[:MOST_CHARACTERS]).split())))
    return _UNSEEN.sub(lambda mark: f"[U+{ord(mark[0]):04X}]", text)
