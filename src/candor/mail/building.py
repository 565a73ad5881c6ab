"""The one builder of outgoing mail. Whatever stands in names, subjects and file names, it cannot add a header.

Every header is encoded and folded here and handed to the library as it shall leave. The library's own headers read a
value before they write it: `=?utf-8?q?=0D=0ABcc=3A?=` in a name would become a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote

from candor.mail.rules.addresses import normal

POLICY = SMTP
FOLD = "\r\n "
MOST_IDENTIFIERS = 40

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_PLAIN_WORDS = re.compile(r"^[A-Za-z0-9!#$%&'*+/^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/^_`{|}~-]+)*$")
_PLAIN_LINE = re.compile(r"^[ -~]{0,60}$")
_PLAIN_FILE_NAME = re.compile(r"^[A-Za-z0-9 ._()+-]{1,50}$")
_ADDRESS = re.compile(r"^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[a-z0-9.-]+$")
_IDENTIFIER = re.compile(r"<[!-;=?-~]{1,400}>")
_CONTENT_TYPE = re.compile(r"^([a-z0-9][a-z0-9.+-]{0,60})/([a-z0-9][a-z0-9.+-]{0,80})$")
_IDENTIFIER_HEADERS = frozenset({"In-Reply-To", "References"})
_WORD_HEADERS = frozenset(
    {"Auto-Submitted", "X-Auto-Response-Suppress", "Precedence", "List-Unsubscribe", "List-Unsubscribe-Post"}
)
_WORDS = re.compile(r"^[ -~]{1,900}$")


class NotSendable(ValueError):
    """The mail has no address that a server could take."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to go along."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail is made of. Names, subject, text and file names may be hostile; `headers` are those of the outbox."""

    sender: tuple[str, str]
    to: tuple[str, str]
    subject: str
    text: str
    message_id: str
    written_at: datetime
    reply_to: str = ""
    html: str = ""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that stands in the HTML, where that says `cid:` and its name; nothing is fetched to show it.

    `in_base64` is its content as it stands in a mail, made once for however many mails.
    """

    name: str
    content_type: str
    in_base64: bytes


class _Ready(str):
    """A header as it shall leave: ASCII, folded. The library keeps what carries its header's name as it is."""

    __slots__ = ("name",)
    name: str

    def fold(self, *, policy: Any) -> str:
        return f"{self.name}: {self}\r\n"


def build(letter: Letter, files: Iterable[File] = ()) -> EmailMessage:
    """The message, ready to be handed to a server. Raises NotSendable."""
    message = EmailMessage(policy=POLICY)
    message.set_content(storable(letter.text), cte="quoted-printable")
    if letter.html:
        message.add_alternative(storable(letter.html), subtype="html", cte="quoted-printable")
    attached = [_part(file) for file in files]
    if attached:
        message.make_mixed()
        for part in attached:
            message.attach(part)
    for name, value in headers_of(letter):
        _put(message, name, value)
    return message


def one_line(text: str) -> str:
    """The text on one line, without control characters and halves of characters."""
    return " ".join(_CONTROL.sub(" ", text).split())


def headers_of(letter: Letter) -> list[tuple[str, str]]:
    """The letter's own headers, encoded and folded; those of MIME stand beside them. Raises NotSendable."""
    headers = [("From", _mailbox(*letter.sender)), ("To", _mailbox(*letter.to))]
    if letter.reply_to:
        headers.append(("Reply-To", _mailbox(letter.sender[0], letter.reply_to)))
    headers += [
        ("Subject", _line(letter.subject)),
        ("Date", format_datetime(letter.written_at)),
        ("Message-ID", _identifiers(f"<{letter.message_id}>")),
    ]
    return headers + [(name, _further(name, value)) for name, value in letter.headers]


def _put(part: EmailMessage, name: str, value: str) -> None:
    if not value:
        return
    ready = _Ready(value)
    ready.name = name
    part[name] = ready


def _mailbox(name: str, address: str) -> str:
    """A display name and an address (RFC 5322, 3.4)."""
    usable = normal(address)
    if not _ADDRESS.match(usable):
        raise NotSendable("no usable address")
    words = one_line(name)[:200]
    return f"{_phrase(words)}{FOLD if len(words) > 40 else ' '}<{usable}>" if words else usable


def _phrase(words: str) -> str:
    if _PLAIN_WORDS.match(words) and "=?" not in words and len(words) <= 60:
        return words
    if _PLAIN_LINE.match(words) and "=?" not in words:
        escaped = words.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return _encoded(words)


def _line(text: str) -> str:
    """Unstructured text: as it is where that is safe, else in encoded words (RFC 2047)."""
    words = one_line(text)
    return words if _PLAIN_LINE.match(words) and "=?" not in words else _encoded(words)


def _encoded(words: str) -> str:
    return Header(words, charset="utf-8", maxlinelen=70, header_name="Reply-To").encode(linesep="\r\n")


def _further(name: str, value: str) -> str:
    if name in _IDENTIFIER_HEADERS:
        return _identifiers(value)
    if name not in _WORD_HEADERS or not _WORDS.match(value):
        raise ValueError(f"{name!r} with this value is not for the outbox to set")
    return value


def _identifiers(text: str) -> str:
    """The message identifiers in the text, the first and the latest where there are too many (RFC 5322, 3.6.4).

    They are folded between themselves only: the library would encode one that is longer than a line.
    """
    found: Sequence[str] = _IDENTIFIER.findall(text)
    if len(found) > MOST_IDENTIFIERS:
        found = [found[0], *found[1 - MOST_IDENTIFIERS :]]
    return FOLD.join(found)


def storable(text: str) -> str:
    """Line ends as the library expects them, without NUL and halves of characters."""
    return re.sub(r"[\x00\ud800-\udfff]", "", text.replace("\r\n", "\n").replace("\r", "\n"))


def _part(file: File) -> EmailMessage:
    """An attachment. Messages and multiparts go as plain bytes: the library would take them apart."""
    match = _CONTENT_TYPE.match(file.content_type.lower())
    main, sub = match.groups() if match else ("application", "octet-stream")
    if main in {"message", "multipart"}:
        main, sub = "application", "octet-stream"
    part = EmailMessage(policy=POLICY)
    part.set_content(file.content, maintype=main, subtype=sub, cte="base64")
    _put(part, "Content-Disposition", f"attachment;{_file_name(one_line(file.name)[:200] or 'file')}")
    del part["MIME-Version"]
    return part


def _file_name(name: str) -> str:
    """The parameter `filename`: as it is where that is safe, else in pieces by RFC 2231."""
    if _PLAIN_FILE_NAME.match(name):
        return f'{FOLD}filename="{name}"'
    code = quote(name, safe="")
    pieces = [code[start : start + 54] for start in range(0, len(code), 54)]
    first, *others = [f"filename*{number}*={piece}" for number, piece in enumerate(pieces)]
    return ";".join(f"{FOLD}{piece}" for piece in (first.replace("*=", "*=utf-8''", 1), *others))
