"""Opening a folder of a mailbox, with every failure told as one of the troubles that people can do something about."""

from __future__ import annotations

import errno
import imaplib
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError, LoginError

from candor.mail.actions.grants import NotUsable, usable_token
from candor.mail.imap.searching import last_uid
from candor.mail.models import Mailbox, Security, Trouble
from candor.mail.sealing import WrongKey, unseal

TIMEOUT = SocketTimeout(connect=15, read=60)
"""Seconds. A server that stalls longer is left, and asked again after a pause."""


TIMEOUT_OF_A_PAGE = SocketTimeout(connect=6, read=8)
"""Seconds while a person waits for the answer."""


class Unreadable(Exception):
    """The mailbox cannot be read now."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Access:
    """What it takes to open a mailbox's folder: a password, or the token of a provider that lets us in."""

    host: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)
    folder: str
    token: str = field(default="", repr=False)

    @classmethod
    def to(cls, mailbox: Mailbox) -> Access:
        """Raises Unreadable when the password was sealed with a key that is lost, or the provider gives no token."""
        if not mailbox.password:
            return cls(
                mailbox.host, mailbox.port, mailbox.security, mailbox.user, "", mailbox.folder, token_of(mailbox)
            )
        try:
            password = unseal(mailbox.password)
        except WrongKey as error:
            raise Unreadable(Trouble.NO_KEY) from error
        return cls(mailbox.host, mailbox.port, mailbox.security, mailbox.user, password, mailbox.folder)


def token_of(mailbox: Mailbox) -> str:
    """The token by which the mailbox's provider lets us in. Raises Unreadable."""
    try:
        return usable_token(mailbox)
    except NotUsable as refusal:
        raise Unreadable(Trouble.NO_PROVIDER if refusal.is_passing else Trouble.NO_PERMISSION) from None


@dataclass(frozen=True, slots=True)
class Folder:
    """An open folder. It is opened read-only: nothing that we do changes what people see in it."""

    client: IMAPClient
    uid_validity: int
    next_uid: int
    count: int


@contextmanager
def open_folder(access: Access, timeout: SocketTimeout = TIMEOUT) -> Iterator[Folder]:
    """The folder for the block. Raises Unreadable, for what goes wrong within the block too."""
    with _told_as_trouble():
        client = _connect(access, timeout)
        try:
            _sign_in(client, access)
            selected = _select(client, access.folder)
            yield Folder(client, int(selected[b"UIDVALIDITY"]), _next_uid(client, selected), selected[b"EXISTS"])
        finally:
            with suppress(IMAPClientError, imaplib.IMAP4.error, OSError):
                client.logout()


def try_out(access: Access) -> Folder:
    """Open the folder and leave it again, while a person waits. Raises Unreadable."""
    with open_folder(access, TIMEOUT_OF_A_PAGE) as folder:
        return folder


def folder_names(access: Access) -> list[str]:
    """The folders that can be chosen, at most 200, for the page where one is. Raises Unreadable."""
    with _told_as_trouble():
        client = _connect(access, TIMEOUT_OF_A_PAGE)
        try:
            _sign_in(client, access)
            return [str(name) for _flags, _delimiter, name in client.list_folders()[:200]]
        finally:
            with suppress(IMAPClientError, imaplib.IMAP4.error, OSError):
                client.logout()


@contextmanager
def _told_as_trouble() -> Iterator[None]:
    try:
        yield
    except (IMAPClientError, imaplib.IMAP4.error, OSError) as error:
        raise Unreadable(_trouble_of(error)) from error


def _trouble_of(error: Exception) -> Trouble:
    for kinds, trouble in _TROUBLES:
        if isinstance(error, kinds):
            return trouble
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return Trouble.DISK_FULL
    return Trouble.CUT_OFF if isinstance(error, OSError | imaplib.IMAP4.abort) else Trouble.OTHER


_TROUBLES: tuple[tuple[type[Exception], Trouble], ...] = (
    (LoginError, Trouble.WRONG_SIGN_IN),
    (ssl.SSLCertVerificationError, Trouble.BAD_CERTIFICATE),
    (ssl.SSLError, Trouble.NO_TLS),
    (socket.gaierror, Trouble.NO_HOST),
    (ConnectionRefusedError, Trouble.REFUSED),
    (TimeoutError, Trouble.TOO_SLOW),
)


def _connect(access: Access, timeout: SocketTimeout) -> IMAPClient:
    """Greet the server; with STARTTLS the connection is protected before anything is told."""
    tls = None if access.security == Security.PLAIN else ssl.create_default_context()
    is_tls = access.security == Security.TLS
    try:
        client = IMAPClient(access.host, access.port, ssl=is_tls, ssl_context=tls if is_tls else None, timeout=timeout)
    except UnicodeError as error:
        raise Unreadable(Trouble.NO_HOST) from error
    except imaplib.IMAP4.error as error:
        raise Unreadable(Trouble.NOT_IMAP) from error
    if access.security == Security.STARTTLS:
        try:
            client.starttls(tls)
        except (IMAPClientError, imaplib.IMAP4.error) as error:
            raise Unreadable(Trouble.NO_TLS) from error
    return client


def _sign_in(client: IMAPClient, access: Access) -> None:
    try:
        if access.token:
            client.oauth2_login(access.user, access.token)
        else:
            client.login(access.user, access.password)
    except imaplib.IMAP4.abort:
        raise
    except (IMAPClientError, imaplib.IMAP4.error, UnicodeError) as error:
        if isinstance(error.__context__, imaplib.IMAP4.abort):  # the library tells it as a refusal
            raise Unreadable(Trouble.CUT_OFF) from error
        if not access.token and _takes_no_password(client, error):
            raise Unreadable(Trouble.NO_PASSWORDS) from error
        raise Unreadable(Trouble.TOKEN_REFUSED if access.token else Trouble.WRONG_SIGN_IN) from error


def _takes_no_password(client: IMAPClient, error: Exception) -> bool:
    """Whether no password would do (RFC 9051, 7.1 PRIVACYREQUIRED; LOGINDISABLED; Microsoft's own words)."""
    words = str(error).upper()
    if "[PRIVACYREQUIRED]" in words or "BASICAUTHBLOCKED" in words:
        return True
    try:
        return bool(client.has_capability("LOGINDISABLED"))
    except (IMAPClientError, imaplib.IMAP4.error, OSError):
        return False


def _select(client: IMAPClient, folder: str) -> Mapping[bytes, Any]:
    try:
        selected: Mapping[bytes, Any] = client.select_folder(folder, readonly=True)
    except imaplib.IMAP4.abort:
        raise
    except (IMAPClientError, imaplib.IMAP4.error) as error:
        is_denied = "[NOPERM]" in str(error).upper()
        raise Unreadable(Trouble.NO_RIGHT if is_denied else Trouble.NO_FOLDER) from error
    return selected


def _next_uid(client: IMAPClient, selected: Mapping[bytes, Any]) -> int:
    """What the server says, or one more than the last where it says nothing (old servers)."""
    told = selected.get(b"UIDNEXT")
    return int(told) if told is not None else last_uid(client, selected[b"EXISTS"]) + 1
