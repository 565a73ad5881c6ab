"""Parts kept as files: their names, made safe, and their bytes."""

from __future__ import annotations

import hashlib
import mimetypes
import re
from collections.abc import Iterable

from candor.mail.parsing.charsets import tidy_line, without_direction
from candor.mail.parsing.headers import read_headers
from candor.mail.parsing.limits import LimitExceeded
from candor.mail.parsing.mime import Part
from candor.mail.parsing.model import Attachment
from candor.mail.parsing.structure import part_name

_MAX_NAME = 200
_PATH = re.compile(r"^.*[/\\](?=.)", re.S)
_FORBIDDEN = re.compile(r'[/\\:*?"<>|]')
_NAMED_CONTENT_ID = re.compile(r"[^@/\\]+\.[A-Za-z0-9]{2,4}(?=@)")
_NAMES = {
    "text/plain": "document.txt",
    "text/html": "document.html",
    "text/calendar": "invitation.ics",
    "text/vcard": "contact.vcf",
    "text/x-vcard": "contact.vcf",
    "message/rfc822": "message.eml",
    "message/global": "message.eml",
    "message/delivery-status": "delivery-status.txt",
    "message/global-delivery-status": "delivery-status.txt",
    "message/disposition-notification": "receipt.txt",
    "message/feedback-report": "feedback-report.txt",
    "text/rfc822-headers": "headers.txt",
    "application/pgp-signature": "signature.asc",
    "application/pgp-encrypted": "encrypted.asc",
    "application/pkcs7-signature": "smime.p7s",
    "application/x-pkcs7-signature": "smime.p7s",
    "application/pkcs7-mime": "smime.p7m",
    "application/ms-tnef": "winmail.dat",
    "application/vnd.ms-tnef": "winmail.dat",
    "application/octet-stream": "file.bin",
    "image/jpeg": "image.jpg",
    "image/jpg": "image.jpg",
    "audio/mpeg": "audio.mp3",
}


def attachments(parts: Iterable[Part], shown: frozenset[str]) -> tuple[Attachment, ...]:
    """The files among `parts`, each with a name of its own. `shown` are the Content-IDs that the HTML refers to."""
    taken: set[str] = set()
    return tuple(_attachment(part, taken, shown) for part in parts)


def _attachment(part: Part, taken: set[str], shown: frozenset[str]) -> Attachment:
    content = part.content()
    content_id = tidy_line(part.headers.raw("content-id")).strip("<> ") or None
    return Attachment(
        name=_unique(_name(part, content, content_id), taken),
        content_type=part.content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content_id=content_id,
        inline=content_id in shown or (part.disposition == "inline" and part.content_type.startswith("image/")),
        content=content,
    )


def _name(part: Part, content: bytes, content_id: str | None) -> str:
    """The declared name, or one made from the Content-ID, an attached mail's subject, or the type."""
    named = _safe(part_name(part))
    if not named and content_id and (match := _NAMED_CONTENT_ID.match(content_id)):
        named = _safe(match[0])
    if not named and part.content_type == "message/rfc822":
        named = _subject_name(content)
    return named or _NAMES.get(part.content_type) or _name_from_type(part.content_type)


def _safe(name: str) -> str:
    """A bare file name: no path, nothing that a file system or a reader's eye may misread, at most 200 characters."""
    name = without_direction(_PATH.sub("", name.strip()))
    name = _FORBIDDEN.sub("_", name).strip()
    if not name.strip("._ "):
        return ""
    stem, extension = _split(name)
    return stem[: _MAX_NAME - len(extension)] + extension


def _split(name: str) -> tuple[str, str]:
    stem, dot, extension = name.rpartition(".")
    return (stem, dot + extension) if stem and len(extension) <= 10 else (name, "")


def _subject_name(content: bytes) -> str:
    try:
        subject = read_headers(content, 0)[0].text("subject")
    except LimitExceeded:
        return ""
    return _safe(f"{subject[:100]}.eml") if subject else ""


def _name_from_type(content_type: str) -> str:
    main, _, _ = content_type.partition("/")
    extension = mimetypes.guess_extension(content_type) or ".bin"
    stem = {
        "image": "image",
        "audio": "audio",
        "video": "video",
        "text": "document",
        "message": "message",
    }.get(main, "file")
    return stem + extension


def _unique(name: str, taken: set[str]) -> str:
    """`image.jpg`, then `image1.jpg`, `image2.jpg`: two files in one message never share a name."""
    stem, extension = _split(name)
    number, candidate = 0, name
    while candidate.lower() in taken:
        number += 1
        candidate = f"{stem}{number}{extension}"
    taken.add(candidate.lower())
    return candidate
