"""Handing a message to the mail server that the setting `smtp` names."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from urllib.parse import unquote, urlsplit

from candor.mail.rules.dead import says_dead

TIMEOUT = 30.0
"""Seconds for each answer of the server."""

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class ServerUnreachable(Exception):
    """No connection, or no sign-in: nothing can be sent now. `reason` is one word for the monitor."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unanswered(ServerUnreachable):
    """The connection broke after the message was handed over: whether the server took it nobody knows."""


class NotTaken(Exception):
    """The server did not take this message. `is_permanent` when it never will; `reason` is one word.

    `is_dead` when it says that the recipient's address does not exist.
    """

    def __init__(self, reason: str, *, is_permanent: bool, is_dead: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_permanent = is_permanent
        self.is_dead = is_dead


@dataclass(frozen=True, slots=True)
class Server:
    """Where outgoing mail is handed over, from `smtps://user:password@host:port`."""

    scheme: str
    host: str
    port: int
    user: str
    password: str

    @classmethod
    def from_url(cls, url: str) -> Server:
        parts = urlsplit(url)
        return cls(
            parts.scheme,
            parts.hostname or "localhost",
            parts.port or PORTS[parts.scheme],
            unquote(parts.username or ""),
            unquote(parts.password or ""),
        )


def no_token(_user: str) -> str:
    return ""


Answer = tuple[int, bytes]
ENVELOPE = ("MAIL", "RCPT", "DATA")
CLOSING = 421
"""What a server says that ends the conversation (RFC 5321, 3.8)."""

_DOT = re.compile(rb"^\.", re.MULTILINE)


class Connection:
    """One conversation with the server, over which any number of messages go.

    `token` gives the OAuth 2 token of a user without a password, or ""; it may raise ServerUnreachable.
    """

    def __init__(self, server: Server, token: Callable[[str], str] = no_token) -> None:
        self._server = server
        self._token = token
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Connection:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def send(self, message: bytes, sender: str, recipient: str) -> None:
        """Hand one message over, as it is; when this returns, the server has taken it.

        Raises ServerUnreachable, Unanswered among it, and NotTaken.
        """
        smtp = self._open()
        try:
            smtp.ehlo_or_helo_if_needed()
            answers = _announce(smtp, _envelope(smtp, sender, recipient, len(message)))
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise ServerUnreachable("cut-off") from error
        self._look_at(answers, smtp)
        try:
            smtp.send(_with_end(message))
            code, _words = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise Unanswered("cut-off") from error
        if not 200 <= code < 300:
            raise self._refused(smtp, _not_taken(code, "refused"), code)

    def _look_at(self, answers: list[Answer], smtp: smtplib.SMTP) -> None:
        """Raises NotTaken unless the server waits for the message now."""
        if len(answers) == len(ENVELOPE) and all(code < 400 for code, _words in answers):
            return
        place, (code, words) = next((place, each) for place, each in enumerate(answers) if each[0] >= 400)
        said = words.decode("ascii", "replace")
        refusal = _recipient_refused(code, said) if ENVELOPE[place] == "RCPT" else _not_taken(code, "refused")
        if len(answers) == len(ENVELOPE) and answers[-1][0] < 400:
            self._quietly(smtp, ".")  # it waits for a message that has no recipient (RFC 2920, 3.1)
        raise self._refused(smtp, refusal, code)

    def _refused(self, smtp: smtplib.SMTP, refusal: NotTaken, code: int) -> NotTaken:
        """The refusal; the conversation is fit for the next message, or over."""
        if code == CLOSING:
            self.close()
        else:
            self._quietly(smtp, "RSET")
        return refusal

    def _quietly(self, smtp: smtplib.SMTP, command: str) -> None:
        try:
            smtp.docmd(command)
        except (OSError, smtplib.SMTPException):
            self.close()

    def ask(self, sender: str) -> None:
        """Ask whether the server would take mail from this sender, and send nothing. Raises as `send` does."""
        smtp = self._open()
        try:
            smtp.ehlo_or_helo_if_needed()
            code, _words = smtp.mail(sender)
            smtp.rset()
        except (OSError, smtplib.SMTPException) as error:
            raise ServerUnreachable("cut-off") from error
        if code >= 400:
            raise _not_taken(code, "sender")

    @property
    def is_open(self) -> bool:
        """Whether the server has let us in."""
        return self._smtp is not None

    def close(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        try:
            smtp.quit()
        except (OSError, smtplib.SMTPException):
            smtp.close()

    def _open(self) -> smtplib.SMTP:
        if self._smtp is None:
            server = self._server
            token = self._token(server.user) if server.user and not server.password else ""
            self._smtp = _connect(server, token)
        return self._smtp


def sign_in(smtp: smtplib.SMTP, user: str, password: str, token: str) -> None:
    """Sign in with the password, or by SASL XOAUTH2 with a token. Raises SMTPException."""
    if not token:
        smtp.login(user, password)
        return
    smtp.ehlo_or_helo_if_needed()
    if "XOAUTH2" not in smtp.esmtp_features.get("auth", "").upper().split():
        raise smtplib.SMTPNotSupportedError("XOAUTH2")
    words = f"user={user}\x01auth=Bearer {token}\x01\x01"
    smtp.auth("XOAUTH2", lambda challenge=None: words if challenge is None else "")


def _connect(server: Server, token: str) -> smtplib.SMTP:
    try:
        smtp = _greet(server)
        if server.user:
            sign_in(smtp, server.user, server.password, token)
    except smtplib.SMTPAuthenticationError as error:
        raise ServerUnreachable("wrong-sign-in") from error
    except ssl.SSLCertVerificationError as error:
        raise ServerUnreachable("bad-certificate") from error
    except smtplib.SMTPNotSupportedError as error:
        raise ServerUnreachable("no-tls" if "STARTTLS" in str(error) else "wrong-sign-in") from error
    except (OSError, smtplib.SMTPException) as error:
        raise ServerUnreachable("no-connection") from error
    return smtp


def _greet(server: Server) -> smtplib.SMTP:
    if server.scheme == "smtps":
        return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=ssl.create_default_context())
    smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    if server.scheme == "smtp+starttls":
        smtp.starttls(context=ssl.create_default_context())
    return smtp


def _envelope(smtp: smtplib.SMTP, sender: str, recipient: str, size: int) -> list[str]:
    """The commands that come before a message, in the order of ENVELOPE."""
    said_size = f" size={size}" if smtp.does_esmtp and smtp.has_extn("size") else ""
    return [
        f"MAIL FROM:{smtplib.quoteaddr(sender)}{said_size}",
        f"RCPT TO:{smtplib.quoteaddr(recipient)}",
        "DATA",
    ]


def _announce(smtp: smtplib.SMTP, commands: list[str]) -> list[Answer]:
    """The answers to the commands, up to the first refusal. All go at once where the server takes that (RFC 2920)."""
    if smtp.does_esmtp and smtp.has_extn("pipelining"):
        smtp.send("".join(f"{command}\r\n" for command in commands))
        return [smtp.getreply() for _command in commands]
    answers: list[Answer] = []
    for command in commands:
        answers.append(smtp.docmd(command))
        if answers[-1][0] >= 400:
            break
    return answers


def _with_end(message: bytes) -> bytes:
    """The message with its end, no line of which looks like the end (RFC 5321, 4.5.2). It has CRLF at its line ends."""
    return _DOT.sub(b"..", message) + (b".\r\n" if message.endswith(b"\r\n") else b"\r\n.\r\n")


def _recipient_refused(code: int, words: str) -> NotTaken:
    is_dead = says_dead(code, words)
    return NotTaken("address-dead" if is_dead else "recipient", is_permanent=500 <= code < 600, is_dead=is_dead)


def _not_taken(code: int, reason: str) -> NotTaken:
    return NotTaken(reason, is_permanent=500 <= code < 600)
