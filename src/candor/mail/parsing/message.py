"""One message, from raw bytes to everything that Candor needs to know about it."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Iterator

from candor.mail.parsing import automatic, reports
from candor.mail.parsing.addresses import parse_addresses
from candor.mail.parsing.bodies import Bodies, read_bodies
from candor.mail.parsing.charsets import tidy_line
from candor.mail.parsing.dates import parse_date
from candor.mail.parsing.files import attachments
from candor.mail.parsing.headers import Headers
from candor.mail.parsing.limits import MAX_ADDRESSES, MAX_HEADER_BYTES, MAX_MESSAGE_BYTES, LimitExceeded
from candor.mail.parsing.mime import read_part_headers, take_apart
from candor.mail.parsing.model import Attachment, Mailbox, ParsedMessage
from candor.mail.parsing.structure import arrange
from candor.mail.parsing.trimming import trim_reply

_IDENTIFIER = re.compile(r"<([^<>\s]{1,998})>")
_CONTENT_ID = re.compile(r'src="cid:([^"]+)"')
_MAX_IDENTIFIERS = 200
_DELIVERED_TO = (
    *("delivered-to", "x-original-to", "envelope-to", "x-envelope-to"),
    *("x-delivered-to", "x-rcpt-to", "apparently-to"),
)
_SINGLE_FIELDS = ("from", "date", "subject", "message-id", "content-type")  # RFC 5322, 3.6
_LIST_PREFIX = "list-"


def parse_message(raw: bytes) -> ParsedMessage:
    """Parse one message. Never raises: what cannot be parsed comes back with `error` and what could still be read."""
    try:
        if not raw or raw.isspace():
            return ParsedMessage(error="The message is empty.")
        if len(raw) > MAX_MESSAGE_BYTES:
            raise LimitExceeded("The message is larger than 50 MB.")
        return _parse(raw)
    except LimitExceeded as limit:
        return _headers_only(raw, str(limit))
    except Exception as defect:  # noqa: BLE001 one hostile message must never stop the ones behind it
        return _headers_only(raw, f"The message could not be parsed ({type(defect).__name__}).")


def _parse(raw: bytes) -> ParsedMessage:
    if b"\n" not in raw and b"\r" in raw:
        raw = raw.replace(b"\r", b"\n")
    root, defects = take_apart(raw)
    structure = arrange(root)
    labels = (part.charset for part in (*structure.text, *structure.html))
    root.headers.hint = next((label for label in labels if label), None)
    message = _from_headers(root.headers)
    bodies = read_bodies(structure)
    files = attachments(structure.files, frozenset(_CONTENT_ID.findall(bodies.html or "")))
    visible, quoted = trim_reply(bodies.marked)
    report = reports.read_report(root, message, bodies.text)
    return dataclasses.replace(
        message,
        text=bodies.text,
        html=bodies.html,
        visible_reply=visible,
        quoted=quoted,
        attachments=files,
        silence_reason=automatic.silence_reason(root, message, report),
        bounces=report.bounces,
        delivered=report.delivered,
        feedback_report=report.is_feedback,
        complained=report.complained,
        original_message_id=report.original_message_id,
        defects=_distinct(*message.defects, *defects),
        content_hash=_content_hash(message, bodies, files),
    )


def _headers_only(raw: bytes, error: str) -> ParsedMessage:
    """What the outermost headers still tell about a message that cannot be parsed: who, when, about what."""
    unparsed = ParsedMessage(error=error, content_hash=hashlib.sha256(raw).hexdigest())
    try:
        headers = read_part_headers(raw[:MAX_HEADER_BYTES]).headers
        unparsed = dataclasses.replace(unparsed, subject=headers.text("subject"), message_id=_own_identifier(headers))
        message = _from_headers(headers)
    except Exception:  # noqa: BLE001 the headers themselves are the trouble
        return unparsed
    return dataclasses.replace(message, error=error, content_hash=unparsed.content_hash)


def _from_headers(headers: Headers) -> ParsedMessage:
    """Everything that the header fields say. A From without an address falls back to Reply-To, then Sender."""
    to, cc = parse_addresses(headers.raws("to")), parse_addresses(headers.raws("cc"))
    reply_to = parse_addresses(headers.raws("reply-to"), fold_case=False)
    sender = _first(parse_addresses(headers.raws("sender")))
    authors = parse_addresses(headers.raws("from"))
    delivered = (box.address for name in _DELIVERED_TO for box in parse_addresses(headers.raws(name)))
    delivered_to = _distinct(*delivered)
    subject = headers.text("subject")
    if len({*delivered_to, *(box.address for box in (*to, *cc, *reply_to))}) > MAX_ADDRESSES:
        raise LimitExceeded(f"The message names more than {MAX_ADDRESSES} addresses.")
    return ParsedMessage(
        from_=_first(authors) or _first(reply_to) or sender or next(iter(authors), None),
        authors=tuple(box for box in authors if box.address),
        sender=sender,
        reply_to=tuple(box for box in reply_to if box.address),
        to=to,
        cc=cc,
        subject=subject,
        date=next((moment for value in headers.raws("date") if (moment := parse_date(value))), None),
        message_id=_own_identifier(headers),
        in_reply_to=_identifiers(headers, "in-reply-to"),
        references=_identifiers(headers, "references"),
        auto_submitted=automatic.is_automatic(headers, subject),
        spam_hint=automatic.marked_as_spam(headers),
        defects=tuple(_header_defects(headers)),
        recipients=_distinct(*delivered_to, *(box.address for box in (*to, *cc))),
        delivered_to=delivered_to,
        return_path=_return_path(headers),
        authentication_results=tuple(map(tidy_line, headers.raws("authentication-results"))),
        list_headers=tuple((name, headers.text(name)) for name in headers if name.startswith(_LIST_PREFIX)),
    )


def _first(mailboxes: tuple[Mailbox, ...]) -> Mailbox | None:
    """The first that has an address; a name alone is nobody who could be answered."""
    return next((mailbox for mailbox in mailboxes if "@" in mailbox.address), None)


def _distinct(*values: str) -> tuple[str, ...]:
    """The non-empty values, each once, in order."""
    return tuple(dict.fromkeys(value for value in values if value))


def _identifiers(headers: Headers, name: str) -> tuple[str, ...]:
    """The message identifiers in a field; the newest ones where there are absurdly many."""
    found = [match for value in headers.texts(name) for match in _IDENTIFIER.findall(value)]
    return _distinct(*found)[-_MAX_IDENTIFIERS:]


def _own_identifier(headers: Headers) -> str | None:
    """The message's own identifier; some programs forget its brackets."""
    value = headers.raw("message-id")
    match = _IDENTIFIER.search(value)
    bare = match[1] if match else value.strip("<> \t")[:998]
    return "".join(bare.split()) or None


def _return_path(headers: Headers) -> str | None:
    """The envelope sender that the last server wrote down: "" for the null path, None where nobody wrote it."""
    if "return-path" not in headers:
        return None
    value = headers.raw("return-path")
    return next((mailbox.address for mailbox in parse_addresses([value])), "").lower()


def _header_defects(headers: Headers) -> Iterator[str]:
    if headers.junk:
        yield "There are lines among the headers that are no header fields."
    if "from" not in headers:
        yield "The From header is missing."
    if "date" not in headers:
        yield "The Date header is missing."
    elif parse_date(headers.raw("date")) is None:
        yield "The Date header cannot be read."
    if any(headers.count(name) > 1 for name in _SINGLE_FIELDS):
        yield "A header that may come once comes several times."
    if "message-id" not in headers:
        yield "The Message-ID header is missing."


def _content_hash(message: ParsedMessage, bodies: Bodies, files: tuple[Attachment, ...]) -> str:
    """The duplicate's key: what the sender wrote, without what servers on the way add or re-encode."""
    boxes = [sorted(box.address for box in field) for field in (message.to, message.cc)]
    pieces = [
        message.from_.address if message.from_ else "",
        *(" ".join(addresses) for addresses in boxes),
        message.date.isoformat() if message.date else "",
        message.subject,
        bodies.source,
        *(file.sha256 for file in files),
    ]
    digest = hashlib.sha256()
    for piece in pieces:
        encoded = piece.encode("utf-8", "replace")
        digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return digest.hexdigest()
