"""Header fields: splitting a block into fields, unfolding, and encoded words (RFC 5322, 2.2; RFC 2047).

Lenient as the mail of the world demands: an mbox `From ` line, junk before the first field, continuation
lines that lost their indent, fields in raw 8-bit, encoded words with spaces within or split through the
middle of a character.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Container, Iterator

from candor.mail.parsing.charsets import codec_of, decode_text, tidy_line
from candor.mail.parsing.limits import MAX_FIELD_CHARACTERS, MAX_HEADER_BYTES, LimitExceeded

_FIELD = re.compile(rb"([!-9;-~]{1,255})[ \t]*:")
_FOLD = re.compile(r"\r?\n[ \t]*|\r")
_LABEL = re.compile(rb"=\?([A-Za-z0-9_.-]{1,40})(?:\*[^?]{0,20})?\?[bBqQ]\?")
_ENCODED_WORD = re.compile(
    r"=\?([^?\s]{1,80})\?([bBqQ])\?((?:(?!=\?(?!=)).)*?)\?=(?:\s+(?==\?[^?\s]{1,80}\?[bBqQ]\?))?",
    re.S,
)


class Headers:
    """The fields of one message or part by lower-case name, in order. Values are decoded when asked for."""

    __slots__ = ("_by_name", "_fields", "hint", "junk")

    def __init__(self, fields: list[tuple[str, bytes]], *, junk: bool = False) -> None:
        self._fields = fields
        self._by_name: dict[str, list[bytes]] = {}
        for name, value in fields:
            self._by_name.setdefault(name, []).append(value)
        self.hint: str | None = None  # the charset of the body, for raw 8-bit fields
        self.junk = junk  # were there lines that are no fields?

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[str]:
        """The names, each once, in order of appearance."""
        return iter(self._by_name)

    def count(self, name: str) -> int:
        return len(self._by_name.get(name, ()))

    def items(self) -> list[tuple[str, bytes]]:
        """All fields in order, each as its name and its raw value with folds."""
        return list(self._fields)

    def raw(self, name: str) -> str:
        """The first field of that name, unfolded but with encoded words as they are; empty when there is none."""
        return next(self.raws(name), "")

    def raws(self, name: str) -> Iterator[str]:
        """All fields of that name, unfolded, encoded words as they are."""
        return (self._unfold(value) for value in self._by_name.get(name, ()))

    def text(self, name: str) -> str:
        """The first non-empty field of that name as people read it."""
        return next(
            (text for raw in self.raws(name) if (text := decode_words(raw, self.hint))),
            "",
        )

    def texts(self, name: str) -> list[str]:
        return [decode_words(raw, self.hint) for raw in self.raws(name)]

    def _unfold(self, value: bytes) -> str:
        value = value[: MAX_FIELD_CHARACTERS + 1_000]  # some more, so that the limit can be seen to be exceeded
        text = value.decode("ascii") if value.isascii() and b"\x1b" not in value else self._decode_raw(value)
        return _FOLD.sub(" ", text).strip() if "\n" in text or "\r" in text else text.strip()

    def _decode_raw(self, value: bytes) -> str:
        if b"\x1b" in value and value.isascii():
            return decode_text(value, "iso-2022-jp")
        return decode_text(value, None, self._neighbour())

    def _neighbour(self) -> str | None:
        """The charset that the body or an encoded word of the same message names, where it tells anything."""
        if self.hint and codec_of(self.hint) not in ("utf-8", "cp1252"):
            return self.hint
        labels = (match[1].decode("ascii", "replace") for _, value in self._fields for match in _LABEL.finditer(value))
        return next((label for label in labels if codec_of(label) not in (None, "utf-8", "cp1252")), self.hint)


def read_headers(data: bytes, start: int, delimiters: Container[bytes] = ()) -> tuple[Headers, int]:
    """Read the fields from `start` on; return them and the position where the body begins.

    A line among `delimiters` (of the multiparts around) ends the block, for parts that consist of headers alone.
    Raises LimitExceeded beyond MAX_HEADER_BYTES.
    """
    block = _Block()
    position = start
    while position < len(data):
        end = data.find(b"\n", position)
        end = len(data) if end < 0 else end + 1
        if end - start > MAX_HEADER_BYTES:
            raise LimitExceeded("The headers are larger than 1 MB.")
        line = data[position:end]
        bare = line.rstrip(b"\r\n")
        if not bare:
            return block.headers(), end
        if bare[:2] == b"--" and bare.rstrip() in delimiters:
            break
        if not block.add(line, bare) and not block.fields and not _fields_follow(data, end):
            break  # a body without headers
        position = end
    return block.headers(), position


class _Block:
    """Collects the lines of a header block into fields."""

    def __init__(self) -> None:
        self.fields: list[tuple[str, list[bytes]]] = []
        self.junk = False

    def add(self, line: bytes, bare: bytes) -> bool:
        """Take one line; False when it is neither a field nor the continuation of one."""
        if bare[0] in b" \t" and self.fields:
            self.fields[-1][1].append(line)
            return True
        is_mbox_line = bare.startswith((b"From ", b">From ")) and not self.fields
        match = None if is_mbox_line else _FIELD.match(bare)
        if match:
            self.fields.append((match[1].decode("ascii").lower(), [line[match.end() :]]))
            return True
        self.junk = self.junk or not is_mbox_line
        if self.fields:
            self.fields[-1][1].append(b" " + line)
        return False

    def headers(self) -> Headers:
        return Headers([(name, b"".join(lines)) for name, lines in self.fields], junk=self.junk)


def decode_words(text: str, hint: str | None = None) -> str:
    """Decode the encoded words in an unfolded field (RFC 2047), leniently, and tidy the result into one line."""
    if "=?" not in text:
        return tidy_line(text)
    pieces: list[str] = []
    pending = b""
    charset = ""
    position = 0
    for match in _ENCODED_WORD.finditer(text):
        if match.start() > position or match[1].lower() != charset:
            pieces.append(decode_text(pending, charset, hint))
            pieces.append(text[position : match.start()])
            pending, charset = b"", match[1].lower()
        pending += _unpack(match[2], match[3])
        position = match.end()
    pieces.append(decode_text(pending, charset, hint))
    pieces.append(text[position:])
    return tidy_line("".join(pieces))


def _unpack(encoding: str, payload: str) -> bytes:
    """The bytes of one encoded word. Spaces within, raw 8-bit and missing padding are forgiven."""
    data = payload.encode("utf-8", "surrogateescape" if payload.isascii() else "replace")
    if encoding in "qQ":
        return binascii.a2b_qp(data, header=True)
    data = data.replace(b" ", b"").rstrip(b"=")
    try:
        return binascii.a2b_base64(data[: len(data) - (len(data) % 4 == 1)] + b"==")
    except binascii.Error:
        return data


def _fields_follow(data: bytes, position: int) -> bool:
    """Does a header block begin within the next few lines? Tells junk above the headers from a body without any."""
    for line in data[position : position + 4_096].split(b"\n", 4)[:4]:
        if not line.strip():
            return False
        if _FIELD.match(line) and b" " not in line.split(b":", 1)[0]:
            return True
    return False
