"""One connection of a mail server: what it says, and what we answer.

A message is ours when we say 250, and not before: until then nothing of it is kept, and the server brings it again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from email.utils import format_datetime
from itertools import chain

from django.conf import settings
from django.db import DatabaseError

from candor.kernel import clock
from candor.kernel.files import FileTooLarge, most_of_uploads
from candor.kernel.logs import log
from candor.mail.listener.collecting import Taker
from candor.mail.listener.wire import Gone, Wire
from candor.mail.models import Mailbox
from candor.mail.our_addresses import who_reads
from candor.mail.rules.addresses import normal

MOST_RECIPIENTS = 100
MOST_MISTAKES = 20
"""Commands refused after which the connection ends: nobody's mail server is that wrong."""

_PATH = re.compile(r"^(FROM|TO):\s*<([^<>\x00-\x20\x7f]{0,320})>(?:\s+(.*))?$", re.IGNORECASE)
_SIZE = re.compile(r"(?:^|\s)SIZE=(\d{1,12})(?:\s|$)", re.IGNORECASE)
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9.:\[\]_-]+")


@dataclass
class Envelope:
    """What was said about the message that is to come."""

    sender: str
    recipients: list[str] = field(default_factory=list)
    mailbox: Mailbox | None = None


class Session:
    """The conversation. `take` makes a message ours; `is_over` tells that we end."""

    def __init__(self, wire: Wire, take: Taker, is_over: Callable[[], bool], *, is_lmtp: bool) -> None:
        self._wire, self._take, self._is_over, self._is_lmtp = wire, take, is_over, is_lmtp
        self._greeting, self._mistakes = "", 0
        self._envelope: Envelope | None = None

    def run(self) -> None:
        """Speak until one side ends it. Raises nothing."""
        try:
            self._wire.say(f"220 {settings.INSTANCE.host} {'LMTP' if self._is_lmtp else 'ESMTP'} Candor")
            while self._mistakes < MOST_MISTAKES and self._answer(self._wire.command()):
                pass
        except Gone:
            pass

    def _answer(self, line: str) -> bool:
        """Answer one command; False when it was the last."""
        if self._is_over():
            self._wire.say("421 4.3.2 The service ends; come again")
            return False
        verb, _, rest = line.partition(" ")
        verb = verb.upper()
        if verb == "QUIT":
            self._wire.say("221 2.0.0 Goodbye")
            return False
        answer = self._answers().get(verb)
        if answer is None:
            self._refuse("502 5.5.1 Not a command here")
        else:
            answer(rest)
        return True

    def _answers(self) -> dict[str, Callable[[str], None]]:
        greetings = ("LHLO",) if self._is_lmtp else ("EHLO", "HELO")
        return {
            **dict.fromkeys(greetings, self._greet),
            "MAIL": self._begin,
            "RCPT": self._address,
            "DATA": self._receive,
            "RSET": self._forget,
            "NOOP": lambda _rest: self._wire.say("250 2.0.0 OK"),
            "VRFY": lambda _rest: self._wire.say("252 2.5.0 Send it and see"),
        }

    def _greet(self, name: str) -> None:
        self._greeting, self._envelope = _NOT_IN_A_NAME.sub("", name)[:100] or "unknown", None
        offers = ["PIPELINING", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES", f"SIZE {most_of_uploads()}"]
        lines = [settings.INSTANCE.host, *offers]
        self._wire.say(*(f"250-{line}" for line in lines[:-1]), f"250 {lines[-1]}")

    def _begin(self, rest: str) -> None:
        match = _PATH.match(rest)
        size = _SIZE.search(match[3] or "") if match else None
        if not self._greeting or self._envelope is not None:
            self._refuse("503 5.5.1 Not now")
        elif match is None or match[1].upper() != "FROM":
            self._refuse("501 5.5.4 MAIL FROM:<address>")
        elif size is not None and int(size[1]) > most_of_uploads():
            self._refuse(_TOO_LARGE)
        else:
            self._envelope = Envelope(match[2])
            self._wire.say("250 2.1.0 OK")

    def _address(self, rest: str) -> None:
        match, envelope = _PATH.match(rest), self._envelope
        if envelope is None:
            self._refuse("503 5.5.1 MAIL first")
        elif match is None or match[1].upper() != "TO":
            self._refuse("501 5.5.4 RCPT TO:<address>")
        elif len(envelope.recipients) >= MOST_RECIPIENTS:
            self._refuse("452 4.5.3 Too many recipients in one message")
        else:
            self._take_recipient(envelope, normal(match[2]))

    def _take_recipient(self, envelope: Envelope, address: str) -> None:
        try:
            known, mailbox = who_reads(address) if address else (False, None)
        except DatabaseError:
            self._wire.say("451 4.3.0 Cannot tell now; come again")
            return
        if not known:
            self._refuse("550 5.1.1 No such address here")
            return
        envelope.recipients.append(address)
        envelope.mailbox = envelope.mailbox or mailbox
        self._wire.say("250 2.1.5 OK")

    def _receive(self, _rest: str) -> None:
        envelope = self._envelope
        if envelope is None or not envelope.recipients:
            self._refuse("503 5.5.1 No recipient that is ours")
            return
        self._wire.say("354 End with a line of one dot")
        incoming = self._wire.message()
        answer = self._outcome(envelope, incoming)
        for _rest_of_it in incoming:  # what was refused is read to its end, so that the answer is heard
            pass
        self._envelope = None
        self._wire.say(*[answer] * (len(envelope.recipients) if self._is_lmtp else 1))

    def _outcome(self, envelope: Envelope, incoming: Iterator[bytes]) -> str:
        try:
            self._take(chain([self._trace(envelope)], incoming), envelope.mailbox)
        except FileTooLarge:
            return _TOO_LARGE
        except OSError as error:
            log.warning("mail not taken over", error=type(error).__name__)
            return "452 4.3.1 No room to keep it now; come again"
        except DatabaseError as error:
            log.warning("mail not taken over", error=type(error).__name__)
            return "451 4.3.0 The database is busy; come again"
        return "250 2.6.0 Kept"

    def _trace(self, envelope: Envelope) -> bytes:
        """What whoever delivers a message finally writes above it (RFC 5321, 4.4)."""
        protocol = "LMTP" if self._is_lmtp else "ESMTP"
        lines: Iterable[str] = (
            f"Return-Path: <{envelope.sender}>",
            *(f"Delivered-To: {address}" for address in envelope.recipients),
            f"Received: from {self._greeting} by {settings.INSTANCE.host} with {protocol};",
            f"\t{format_datetime(clock.now())}",
        )
        return "".join(f"{line}\r\n" for line in lines).encode()

    def _forget(self, _rest: str) -> None:
        self._envelope = None
        self._wire.say("250 2.0.0 Forgotten")

    def _refuse(self, answer: str) -> None:
        self._mistakes += 1
        self._wire.say(answer)


_TOO_LARGE = "552 5.3.4 The message is larger than we take"
