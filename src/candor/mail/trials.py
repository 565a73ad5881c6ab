"""Trying step by step whether a mailbox can be read and whether mail from it can leave. Nothing there is changed.

The folder is opened read-only and one header is looked at without marking it; the sending server is asked whether it
would take mail from the address, and gets none.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from imapclient.exceptions import IMAPClientError

from candor.mail.actions.sending import token_for
from candor.mail.imap.connection import TIMEOUT_OF_A_PAGE, Access, Folder, Unreadable, open_folder
from candor.mail.models import Mailbox, Trouble
from candor.mail.smtp import Connection, NotTaken, Server, ServerUnreachable
from candor.mail.words import SENDING_TROUBLES, TROUBLES, Explanation

READING = ("name", "connection", "encryption", "sign-in", "folder", "messages")
SENDING = ("name", "connection", "encryption", "sign-in", "sender")
"""What is tried, in this order. What comes behind a failure is not tried."""

WAIT = 6.0
"""Seconds for a first connection while a person waits."""

FAILS_AT: Mapping[str, str] = {
    Trouble.NO_HOST: "name",
    Trouble.REFUSED: "connection",
    Trouble.TOO_SLOW: "connection",
    Trouble.CUT_OFF: "connection",
    Trouble.NOT_IMAP: "connection",
    Trouble.BAD_CERTIFICATE: "encryption",
    Trouble.NO_TLS: "encryption",
    Trouble.NO_FOLDER: "folder",
    Trouble.NO_RIGHT: "messages",
    "no-host": "name",
    "refused": "connection",
    "too-slow": "connection",
    "no-connection": "connection",
    "cut-off": "connection",
    "bad-certificate": "encryption",
    "no-tls": "encryption",
    "sender": "sender",
}
"""At which step each trouble shows; whatever else there is shows as one signs in."""

CAUSES: tuple[tuple[type[BaseException], str], ...] = (
    (ssl.SSLCertVerificationError, "bad-certificate"),
    (ssl.SSLError, "no-tls"),
    (socket.gaierror, "no-host"),
    (UnicodeError, "no-host"),
    (ConnectionRefusedError, "refused"),
    (TimeoutError, "too-slow"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `went` is "well", "wrong" or "untried"; `explanation` stands with what went wrong."""

    name: str
    went: str
    explanation: Explanation | None = None


def try_reading(mailbox: Mailbox) -> list[Step]:
    """Whether the mailbox can be read, step by step."""
    return _steps(READING, _trouble_of(lambda: _read(mailbox)), TROUBLES)


def try_sending(mailbox: Mailbox) -> list[Step]:
    """Whether the server of the setting `smtp` takes mail from the mailbox's address, step by step."""
    return _steps(SENDING, _trouble_of_sending(mailbox.address), SENDING_TROUBLES)


def _read(mailbox: Mailbox) -> None:
    with open_folder(Access.to(mailbox), TIMEOUT_OF_A_PAGE) as folder:
        if folder.count:
            _look_at_one(folder)


def _look_at_one(folder: Folder) -> None:
    """The date of the newest message, without marking it as read. Raises Unreadable where that is not allowed."""
    try:
        uids = folder.client.search(["UID", f"{max(1, folder.next_uid - 1)}:*"])
        if uids and not folder.client.fetch(uids[-1:], ["BODY.PEEK[HEADER.FIELDS (DATE)]"]):
            raise Unreadable(Trouble.NO_RIGHT)
    except IMAPClientError as error:
        raise Unreadable(Trouble.NO_RIGHT) from error


def _trouble_of(act: Callable[[], None]) -> str:
    try:
        act()
    except Unreadable as problem:
        return problem.trouble
    return ""


def _trouble_of_sending(sender: str) -> str:
    server = Server.from_url(settings.INSTANCE.smtp)
    try:
        socket.create_connection((server.host, server.port), timeout=WAIT).close()
        with Connection(server, token_for) as connection:
            connection.ask(sender)
    except (OSError, UnicodeError) as error:
        return _cause_of(error, "no-connection")
    except ServerUnreachable as trouble:
        cause = trouble.__cause__
        return trouble.reason if cause is None else _cause_of(cause, trouble.reason)
    except NotTaken:
        return "sender"
    return ""


def _cause_of(error: BaseException, otherwise: str) -> str:
    return next((trouble for kind, trouble in CAUSES if isinstance(error, kind)), otherwise)


def _steps(names: Sequence[str], trouble: str, words: Mapping[str, Explanation]) -> list[Step]:
    fails_at = names.index(FAILS_AT.get(trouble, "sign-in")) if trouble else len(names)
    return [
        Step(name, "well")
        if place < fails_at
        else Step(name, "wrong", words[trouble])
        if place == fails_at
        else Step(name, "untried")
        for place, name in enumerate(names)
    ]
