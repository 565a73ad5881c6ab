"""Twins: the same message written differently, which must parse to the same values.

Other transfer encoding, other charset, other boundaries, other line ends, other folding, other encoded words, other
domains: what mail programs and relays may change without changing what a person said.
"""

from __future__ import annotations

import base64
import quopri
import re
from collections.abc import Callable, Iterator
from email.header import decode_header

from candor.mail.parsing.charsets import codec_of, decode_text
from candor.mail.parsing.mime import Part, take_apart

_WORD = re.compile(rb"=\?([^?\s]+)\?([bBqQ])\?[^?\s]*\?=")
_IDENTITY = {"", "7bit", "8bit", "binary"}

Fields = list[tuple[str, bytes]]
Leaf = Callable[[Part], dict[str, bytes]]


def twins(raw: bytes) -> Iterator[tuple[str, bytes]]:
    """Each twin of `raw` with the name of what differs."""
    root, _ = take_apart(raw)
    if all(_is_text(part) or _encoding(part) == "base64" for part in root.walk() if not part.children):
        yield "line ends", _other_line_ends(raw)  # else files in the clear would change with them
    yield "folding", _folded(raw)
    yield "encoded words", _WORD.sub(_other_word, raw)
    if root.is_multipart:
        yield "boundary", _written(root, lambda part: {}, salt=b"twin=_.")
    yield "transfer encoding", _written(root, _other_transfer_encoding)
    yield "charset", _written(root, _other_charset)


def _is_text(part: Part) -> bool:
    return part.content_type in ("text/plain", "text/html") and part.disposition != "attachment"


def _encoding(part: Part) -> str:
    return part.headers.raw("content-transfer-encoding").lower()


def _other_line_ends(raw: bytes) -> bytes:
    lf = raw.replace(b"\r\n", b"\n")
    return lf if b"\r\n" in raw else lf.replace(b"\n", b"\r\n")


def _folded(raw: bytes) -> bytes:
    """Fold the subject and the addresses at every space outside quotes."""
    end = re.search(rb"\r?\n\r?\n", raw)
    head, rest = (raw[: end.start()], raw[end.start() :]) if end else (raw, b"")
    newline = b"\r\n" if b"\r\n" in raw else b"\n"

    def fold(match: re.Match[bytes]) -> bytes:
        return match[1] + re.sub(rb"(?<=[^\s]) (?=[^\s])", newline + b"\t", match[2])

    return re.sub(rb"^((?:Subject|To|Cc|From|References): ?)([^\r\n\"]*)", fold, head, flags=re.M | re.I) + rest


def _other_word(match: re.Match[bytes]) -> bytes:
    """An encoded word in UTF-8 and in the other encoding, unless it holds only half a character."""
    try:
        text = "".join(data.decode(codec_of(charset) or "ascii") for data, charset in decode_header(match[0].decode()))
    except (UnicodeError, AttributeError):
        return match[0]
    if match[2] in b"qQ":
        return b"=?utf-8?B?" + base64.b64encode(text.encode()) + b"?="
    return b"=?utf-8?Q?" + "".join(f"={byte:02X}" for byte in text.encode()).encode("ascii") + b"?="


def _written(part: Part, change: Leaf, salt: bytes = b"") -> bytes:
    """Write the parts again: each leaf with the fields and the body that `change` gives, each boundary salted."""
    fields: Fields = [(name, value.strip(b"\r\n ")) for name, value in part.headers.items()]
    if not part.children:
        changed = change(part)
        body = changed.pop("body", bytes(part.body))
        return _head(_replaced(fields, changed)) + body
    boundary = salt + part.parameters.get("boundary", "").encode()
    kind = f'{part.content_type}; boundary="{boundary.decode()}"'.encode()
    parts = b"".join(b"--" + boundary + b"\n" + _written(child, change, salt) + b"\n" for child in part.children)
    return _head(_replaced(fields, {"content-type": kind})) + b"preamble\n" + parts + b"--" + boundary + b"--\n"


def _replaced(fields: Fields, changed: dict[str, bytes]) -> Fields:
    return [*((name, value) for name, value in fields if name not in changed), *changed.items()]


def _head(fields: Fields) -> bytes:
    return b"".join(name.title().encode() + b": " + value + b"\n" for name, value in fields) + b"\n"


def _other_transfer_encoding(part: Part) -> dict[str, bytes]:
    """Base64 for text that was readable, quoted-printable for text that was base64, other line ends within base64."""
    encoding = _encoding(part)
    if encoding == "base64" and not part.content_type.startswith("text/"):
        return {"body": bytes(part.body).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")}
    if not _is_text(part) or encoding not in _IDENTITY | {"base64", "quoted-printable"}:
        return {}
    if encoding == "base64":
        return {"content-transfer-encoding": b"quoted-printable", "body": quopri.encodestring(part.content())}
    return {"content-transfer-encoding": b"base64", "body": base64.encodebytes(part.content())}


def _other_charset(part: Part) -> dict[str, bytes]:
    """UTF-8 for text in an old charset; for UTF-8 an old one that holds the text, else UTF-16."""
    codec = codec_of(part.charset)
    if not _is_text(part) or codec is None:
        return {}
    text = decode_text(part.content(), part.charset)
    label = "utf-8" if codec != "utf-8" else _old_charset(text)
    kind = part.headers.raw("content-type").encode()
    kind = re.sub(rb"charset\s*=\s*(\"[^\"]*\"|[^;\s]+)", f'charset="{label}"'.encode(), kind, flags=re.I)
    body = base64.encodebytes(text.encode(label, "replace"))
    return {"content-type": kind, "content-transfer-encoding": b"base64", "body": body}


def _old_charset(text: str) -> str:
    for label in ("iso-8859-1", "iso-8859-15", "windows-1252", "koi8-r", "iso-2022-jp", "big5"):
        try:
            text.encode(label)
        except UnicodeError:
            continue
        return label
    return "utf-16"
