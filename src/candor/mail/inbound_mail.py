"""What a handler of incoming mail is given: the parsed message and what mail already knows about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from candor.kernel.models import StoredFile
from candor.mail.models import Mailbox, RawMessage, Reason
from candor.mail.parsing import Attachment, ParsedMessage
from candor.mail.rules.authentication import Authorship


@dataclass(frozen=True, slots=True)
class Reference:
    """An object of ours that the message names by a reply token, and whom that token was given to."""

    kind: str
    id: int
    address: str


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """An attachment whose bytes are on disk. `file` is unsaved: the handler that keeps it saves the row."""

    file: StoredFile
    part: Attachment


@dataclass(frozen=True, slots=True)
class InboundMail:
    """One message on its way to becoming something.

    `sender` is the address of From in its normal form; a claim, never proof. `references` come from reply tokens alone.
    `may_be_answered` is False for whatever was sent by a machine, a list or ourselves. `names_one_author` is False
    where From is missing or names several; `authorship` is what a trusted server found out. `overruled` is set when a
    person let the message through from quarantine.
    """

    raw: RawMessage
    mailbox: Mailbox | None
    parsed: ParsedMessage
    sender: str
    sender_name: str
    references: tuple[Reference, ...]
    files: tuple[ReceivedFile, ...]
    may_be_answered: bool
    names_one_author: bool = True
    authorship: Authorship = Authorship.UNKNOWN
    overruled: bool = False

    @property
    def received_at(self) -> datetime:
        return self.raw.received_at

    @property
    def is_forged(self) -> bool:
        """Does it claim an author that it cannot have: refuted by the domain's own rules, several, or none?"""
        return self.authorship is Authorship.REFUTED or not self.names_one_author

    @property
    def is_proven(self) -> bool:
        """Has the domain of From confirmed it?"""
        return self.authorship is Authorship.CONFIRMED and self.names_one_author

    @property
    def is_automatic(self) -> bool:
        """Sent by a machine on somebody's behalf: an out-of-office note, a receipt."""
        return self.parsed.auto_submitted


class Refuse(Exception):
    """Raised by a handler: the message shall become nothing, and wait in quarantine for the reason given."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
