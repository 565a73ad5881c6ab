"""Taking a message apart into its MIME parts (RFC 2045, RFC 2046) in one pass, without recursion and without
copies.

The standard library's parser raises RecursionError on deep messages and needs nine times a message's size in
memory; this one walks the delimiter lines once and keeps views into the message.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from candor.mail.parsing.headers import Headers, read_headers
from candor.mail.parsing.limits import MAX_LEVELS, MAX_PARTS, LimitExceeded
from candor.mail.parsing.parameters import split_value
from candor.mail.parsing.transfer import decode_transfer

_DELIMITER = re.compile(rb"^--[^\r\n]*", re.M)
_FIRST_DELIMITER = re.compile(rb"\s*--([^\s]{1,200})[ \t]*\r?\n[!-9;-~]+:")
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+*-]+")


@dataclasses.dataclass(slots=True, eq=False)
class Part:
    """One part: its headers, what they declare, and either `children` or a `body` still in its transfer encoding."""

    headers: Headers
    content_type: str
    parameters: dict[str, str]
    disposition: str
    disposition_parameters: dict[str, str]
    body: memoryview = dataclasses.field(default=memoryview(b""), repr=False)
    children: list[Part] = dataclasses.field(default_factory=list)

    @property
    def is_multipart(self) -> bool:
        return self.content_type.startswith("multipart/")

    @property
    def charset(self) -> str | None:
        return self.parameters.get("charset")

    def content(self) -> bytes:
        """The body without its transfer encoding."""
        return decode_transfer(self.body, self.headers.raw("content-transfer-encoding"))

    def walk(self) -> Iterator[Part]:
        """The part itself and all below it, in order."""
        waiting = [self]
        while waiting:
            part = waiting.pop()
            yield part
            waiting.extend(reversed(part.children))


def take_apart(data: bytes) -> tuple[Part, list[str]]:
    """The tree of parts and the defects met. Raises LimitExceeded for what is too deep, too many or too long."""
    return _Reader(data).read()


def read_part_headers(data: bytes) -> Part:
    """Only the outermost headers, for messages whose body is beyond a limit."""
    headers, _ = read_headers(data, 0)
    return _describe(headers, "text/plain")


class _Reader:
    """Walks the delimiter lines of a message once, keeping the stack of open multiparts."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.view = memoryview(data)
        self.open: list[tuple[bytes, Part]] = []  # delimiter and multipart, outermost first
        self.levels: dict[bytes, int] = {}  # delimiter → index of its innermost multipart in `open`
        self.defects: list[str] = []
        self.count = 0
        self.leaf: Part | None = None
        self.leaf_start = 0

    def read(self) -> tuple[Part, list[str]]:
        root, position = self._begin(0)
        while match := _DELIMITER.search(self.data, position) if self.open else None:
            position = match.end()
            self._delimiter(match[0].rstrip(), match.start(), position)
            position = max(position, self.leaf_start)
        if self.open:
            self.defects.append("A multipart has no end.")
        self._end_leaf(len(self.data))
        _make_leaves_of_empty_multiparts(root, self.defects)
        return root, self.defects

    def _delimiter(self, line: bytes, start: int, end: int) -> None:
        level = self.levels.get(line)
        closing = level is None and line.endswith(b"--")
        if closing:
            level = self.levels.get(line[:-2].rstrip())
        if level is None:
            return
        self._end_leaf(self._before_line_end(start))
        if level < len(self.open) - 1:
            self.defects.append("A multipart has no end.")
        self._close_above(level if closing else level + 1)
        if not closing:
            newline = self.data.find(b"\n", end)
            part, _ = self._begin(len(self.data) if newline < 0 else newline + 1)
            self.open[level][1].children.append(part)

    def _begin(self, position: int) -> tuple[Part, int]:
        """Start the part whose headers stand at `position`; return it and where its body begins."""
        self.count += 1
        if self.count > MAX_PARTS:
            raise LimitExceeded(f"The message has more than {MAX_PARTS} parts.")
        headers, body = read_headers(self.data, position, self.levels)
        parent = self.open[-1][1].content_type if self.open else ""
        part = _describe(headers, "message/rfc822" if parent == "multipart/digest" else "text/plain")
        boundary = part.parameters.get("boundary", "").rstrip() if part.is_multipart else ""
        if part.is_multipart and not boundary:
            boundary = self._guess_boundary(body)
        self.leaf_start = body
        self.leaf = part
        if boundary:
            self._open(b"--" + boundary.encode("utf-8", "surrogateescape"), part)
        return part, body

    def _open(self, delimiter: bytes, part: Part) -> None:
        if len(self.open) >= MAX_LEVELS:
            raise LimitExceeded(f"The message is nested more than {MAX_LEVELS} levels deep.")
        self.levels[delimiter] = len(self.open)
        self.open.append((delimiter, part))

    def _close_above(self, level: int) -> None:
        """Close the multiparts from `level` on; what follows up to the next delimiter is epilogue."""
        while len(self.open) > level:
            delimiter, _ = self.open.pop()
            del self.levels[delimiter]
            for index, (outer, _) in enumerate(self.open):
                if outer == delimiter:
                    self.levels[delimiter] = index

    def _end_leaf(self, end: int) -> None:
        if self.leaf is not None:
            self.leaf.body = self.view[self.leaf_start : max(self.leaf_start, end)]
            self.leaf = None

    def _before_line_end(self, position: int) -> int:
        """The line end before a delimiter belongs to the delimiter (RFC 2046, 5.1.1)."""
        if position and self.data[position - 1] == 10:
            position -= 1
            if position and self.data[position - 1] == 13:
                position -= 1
        return position

    def _guess_boundary(self, position: int) -> str:
        """The boundary of a multipart that does not name it, when its body begins with what looks like one."""
        match = _FIRST_DELIMITER.match(self.data, position)
        self.defects.append("A multipart names no boundary.")
        return match[1].decode("latin-1") if match else ""


def _describe(headers: Headers, default_type: str) -> Part:
    content_type, parameters = split_value(headers.raw("content-type"))
    disposition, disposition_parameters = split_value(headers.raw("content-disposition"))
    if not _TYPE.fullmatch(content_type):
        content_type = {"text": "text/plain", "html": "text/html"}.get(content_type, default_type)
    return Part(headers, content_type, parameters, disposition, disposition_parameters)


def _make_leaves_of_empty_multiparts(root: Part, defects: list[str]) -> None:
    """A multipart in which no delimiter was found holds text, not parts."""
    for part in root.walk():
        if part.is_multipart and not part.children:
            defects.append("A multipart has no parts.")
            part.content_type = "text/plain"
