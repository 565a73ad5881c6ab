"""The one way in for mail, whatever brought it: stored first, then parsed, then settled in one transaction.

1. `store`: the bytes go to disk, then one transaction writes the row and moves the mailbox's cursor. From here on the
   message is ours, whatever happens.
2. `handle`: parsed outside any transaction; the attachments' bytes go to disk.
3. `settling`: one transaction writes what the message became and any answer to it, or why it waits in quarantine.

A crash between 1 and 3 leaves a row in state "stored", which `resume` handles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from django.db import DatabaseError, IntegrityError, OperationalError, transaction
from django.db.models import BigIntegerField, CharField, F

from candor.kernel import clock
from candor.kernel.db.inserting import insert
from candor.kernel.db.prepared import Given, PreparedChange
from candor.kernel.files import take_back, write_file
from candor.kernel.logs import log
from candor.kernel.models import StoredFile
from candor.mail.actions import settling
from candor.mail.inbound_mail import ReceivedFile, Refuse
from candor.mail.models import Mailbox, MailboxCursor, RawMessage, RawState, Reason, Way
from candor.mail.parsing import Attachment, ParsedMessage
from candor.mail.reading import read_message

MOVE = PreparedChange(
    lambda: (
        MailboxCursor.objects.filter(
            mailbox=Given("mailbox", BigIntegerField()),
            folder=Given("folder", CharField()),
            uid_validity=Given("uid_validity", BigIntegerField()),
            uid__lt=Given("uid", BigIntegerField()),
        ),
        {"uid": Given("uid", BigIntegerField())},
    )
)

STORE = "mail-raw"
MOST_ATTEMPTS = 4
"""Times that a message may be begun without an end, before it is taken for one that breaks its reader."""

PATIENCE = timedelta(seconds=15)
"""How long a stored message is left to whoever stored it, before somebody else handles it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a mailbox a message lies (RFC 9051, 2.3.1.1)."""

    mailbox: Mailbox
    folder: str
    uid_validity: int
    uid: int


def receive(raw: bytes | Iterable[bytes], way: Way, mailbox: Mailbox | None = None) -> RawMessage:
    """Take in one message; answers what became of it. Once this has stored it, it never raises for what is in it.

    Raises FileTooLarge, OSError (a full disk) and DatabaseError while nothing has been kept, so that whoever brought
    the message keeps it and comes again.
    """
    stored = store(raw, way, mailbox=mailbox)
    return handle_now(stored) or stored


def store(chunks: bytes | Iterable[bytes], way: Way, *, mailbox: Mailbox | None = None) -> RawMessage:
    """Make a message durably ours. Raises as `receive` does, and keeps nothing then."""
    return _keep(chunks, RawMessage(way=way, mailbox=mailbox, received_at=clock.now()))


def store_fetched(content: bytes, place: Place) -> RawMessage | None:
    """Make a message of a mailbox durably ours and move the cursor past it; None where an earlier fetch has done so."""
    try:
        return _keep(content, fetched_from(place), place)
    except IntegrityError:
        move_cursor(place)
        return None


def fetched_from(place: Place) -> RawMessage:
    """The row, not yet saved, of a message that was fetched there."""
    return RawMessage(
        way=Way.IMAP,
        mailbox=place.mailbox,
        folder=place.folder,
        uid_validity=place.uid_validity,
        uid=place.uid,
        received_at=clock.now(),
    )


@transaction.atomic
def note_too_large(place: Place) -> None:
    """Note a message that is too large to take in: it stays on its server, and staff see that it is there."""
    now = clock.now()
    RawMessage.objects.get_or_create(
        mailbox=place.mailbox,
        folder=place.folder,
        uid_validity=place.uid_validity,
        uid=place.uid,
        defaults={
            "way": Way.IMAP,
            "state": RawState.QUARANTINED,
            "reason": Reason.TOO_LARGE,
            "received_at": now,
            "settled_at": now,
        },
    )
    move_cursor(place)


@transaction.atomic
def move_cursor(place: Place) -> None:
    """Everything up to this message is ours. The cursor never moves back."""
    where = {"mailbox": place.mailbox.pk, "folder": place.folder, "uid_validity": place.uid_validity}
    if not MOVE.made(**where, uid=place.uid):
        MailboxCursor.objects.get_or_create(mailbox=place.mailbox, folder=place.folder, uid_validity=place.uid_validity)
        MOVE.made(**where, uid=place.uid)


def handle_now(raw: RawMessage, read: Callable[[RawMessage], ParsedMessage] | None = None) -> RawMessage | None:
    """As `handle`, but leaves a message that the machine has no room or time for to `resume`, and answers None."""
    try:
        return handle(raw, read=read)
    except (DatabaseError, OSError) as error:
        log.warning("mail handled later", error=type(error).__name__)
        return None


def handle(
    raw: RawMessage, *, overruled: bool = False, read: Callable[[RawMessage], ParsedMessage] | None = None
) -> RawMessage:
    """Parse a stored message and settle what it becomes. Handling it twice has the effect of once.

    Raises OperationalError or OSError where the machine and not the message is the reason; it then stays as it is.
    `overruled` lets through what a person has looked at in quarantine. `read` gives what was read ahead.
    """
    before, parsed = RawState(raw.state), (read or read_message)(raw)
    try:
        settling.judge(parsed, overruled=overruled)
        return _settle(raw, parsed, overruled=overruled)
    except Refuse as refusal:
        reason, cause = refusal.reason, parsed.error or ""  # our words for the limit; nothing of the message
    except (OperationalError, OSError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever a message breaks, it is kept and the next one goes on
        reason, cause = Reason.HANDLING_FAILED, f"{type(error).__module__}.{type(error).__name__}"
        log.warning("mail quarantined", error=type(error).__name__)
    raw.refresh_from_db()  # what the failed transaction wrote is undone
    return settling.quarantine(raw, reason, parsed, cause=cause) if raw.state == before else raw


def resume() -> int:
    """Handle what was stored and not settled, oldest first; returns how many were looked at.

    A beginning is counted before it is made, so that a message that ends the process reading it is put aside in time.
    """
    waiting = RawMessage.objects.not_yet_handled().filter(received_at__lt=clock.now() - PATIENCE).order_by("id")
    batch = list(waiting.select_related("file", "mailbox")[:100])
    for raw in batch:
        RawMessage.objects.filter(pk=raw.pk).update(attempts=F("attempts") + 1)
        if raw.attempts >= MOST_ATTEMPTS:
            settling.quarantine(raw, Reason.BREAKS_READING, ParsedMessage(error="It was not read."))
        elif handle_now(raw) is None:
            RawMessage.objects.filter(pk=raw.pk).update(attempts=F("attempts") - 1)
    return len(batch)


def _keep(chunks: bytes | Iterable[bytes], row: RawMessage, place: Place | None = None) -> RawMessage:
    content = [chunks] if isinstance(chunks, bytes) else chunks
    file = write_file(STORE, "message.eml", "message/rfc822", content)
    try:
        with transaction.atomic():
            insert(file)
            row.file = file
            insert(row)
            if place is not None:
                move_cursor(place)
    except BaseException:
        take_back_unsaved([file])
        raise
    return row


def _settle(raw: RawMessage, parsed: ParsedMessage, *, overruled: bool) -> RawMessage:
    """Settle the message with its attachments on disk; the bytes of those that nobody kept are removed again."""
    files: list[ReceivedFile] = []
    try:
        files.extend(_received(part) for part in parsed.attachments if not settling.is_report(parsed))
        return settling.settle(raw, parsed, tuple(files), overruled=overruled)
    finally:
        take_back_unsaved([received.file for received in files])


def _received(part: Attachment) -> ReceivedFile:
    return ReceivedFile(write_file("files", part.name, part.content_type, [part.content]), part)


def take_back_unsaved(files: list[StoredFile]) -> None:
    """Remove the bytes that no row names. The database is asked: an error after a commit has undone nothing.

    Where it cannot be asked they stay, as orphans that are forgotten in time.
    """
    if not files:
        return
    keys = [file.storage_key for file in files]
    with suppress(DatabaseError):
        saved = set(StoredFile.objects.filter(storage_key__in=keys).values_list("storage_key", flat=True))
        for file in files:
            if file.storage_key not in saved:
                take_back(file)
