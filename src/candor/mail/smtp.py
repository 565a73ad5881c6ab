"""Handing a message to the mail server that the setting `smtp` names."""

from __future__ import annotations

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

        Raises ServerUnreachable and NotTaken.
        """
        smtp = self._open()
        try:
            smtp.sendmail(sender, [recipient], message)
        except smtplib.SMTPRecipientsRefused as refusal:
            code, words = next(iter(refusal.recipients.values()))
            raise _recipient_refused(code, words.decode("ascii", "replace")) from refusal
        except smtplib.SMTPServerDisconnected as error:
            self.close()
            raise ServerUnreachable("cut-off") from error
        except smtplib.SMTPResponseException as answer:
            raise _not_taken(answer.smtp_code, "refused") from answer
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise ServerUnreachable("cut-off") from error

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
    tls = ssl.create_default_context()
    if server.scheme == "smtps":
        return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=tls)
    smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    if server.scheme == "smtp+starttls":
        smtp.starttls(context=tls)
    return smtp


def _recipient_refused(code: int, words: str) -> NotTaken:
    is_dead = says_dead(code, words)
    return NotTaken("address-dead" if is_dead else "recipient", is_permanent=500 <= code < 600, is_dead=is_dead)


def _not_taken(code: int, reason: str) -> NotTaken:
    return NotTaken(reason, is_permanent=500 <= code < 600)
