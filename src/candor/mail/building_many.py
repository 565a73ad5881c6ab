"""Letters to many, as bytes: what `building.build` makes, without the library's objects, which cost most of its time.

The headers are the same ones. The bodies are text and HTML in quoted-printable, and pictures that stand in the HTML.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from itertools import chain

from candor.kernel.ids import new_ref
from candor.mail.building import Letter, Picture, headers_of, storable

_END = "\r\n"
Part = list[bytes]


def write_out(letter: Letter, pictures: Sequence[Picture] = ()) -> bytes:
    """The whole message with CRLF at its line ends. Raises NotSendable."""
    head = [f"{name}: {value}{_END}" for name, value in headers_of(letter) if value]
    body = _multipart("alternative", [_words("plain", letter.text), _with_pictures(letter.html, pictures)])
    return b"".join(["".join(head).encode("ascii"), b"MIME-Version: 1.0\r\n", *body])


def picture_of(name: str, content_type: str, content: bytes) -> Picture:
    """A picture ready for any number of letters."""
    return Picture(name, content_type, base64.encodebytes(content).replace(b"\n", b"\r\n"))


def _with_pictures(html: str, pictures: Sequence[Picture]) -> Part:
    words = _words("html", html)
    return _multipart("related", [words, *map(_shown, pictures)]) if pictures else words


def _words(kind: str, text: str) -> Part:
    """Text in UTF-8 (RFC 2045, 6.7). It always ends with a line end, by which the encoder knows those of mail."""
    lines = storable(text).removesuffix("\n").replace("\n", _END) + _END
    head = f'Content-Type: text/{kind}; charset="utf-8"{_END}Content-Transfer-Encoding: quoted-printable{_END}{_END}'
    return [head.encode("ascii"), binascii.b2a_qp(lines.encode("utf-8"), istext=True)]


def _shown(picture: Picture) -> Part:
    head = (
        f"Content-Type: {picture.content_type}{_END}Content-Transfer-Encoding: base64{_END}"
        f"Content-ID: <{picture.name}>{_END}Content-Disposition: inline{_END}{_END}"
    )
    return [head.encode("ascii"), picture.in_base64]


def _multipart(kind: str, parts: Sequence[Part]) -> Part:
    """The parts between lines that cannot stand in them: neither encoding makes `=_`."""
    boundary = f"=_{new_ref()}"
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"{_END}{_END}'.encode("ascii")
    between = f"--{boundary}{_END}".encode("ascii")
    return [
        head,
        *chain.from_iterable([between, *part, b"\r\n"] for part in parts),
        f"--{boundary}--{_END}".encode("ascii"),
    ]
