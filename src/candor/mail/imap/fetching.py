"""Taking in what is new in a folder.

Messages are read with BODY.PEEK from a folder opened read-only, so that nothing changes for whoever reads the mailbox
too. Each batch is stored, and the cursor moved past it, before the next is asked for.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import groupby, islice

from imapclient import IMAPClient

from candor.kernel import clock
from candor.kernel.files import most_of_uploads
from candor.mail.actions.batches import take_in_fetched
from candor.mail.actions.intake import Place, move_cursor, note_too_large
from candor.mail.imap.connection import Folder
from candor.mail.imap.searching import first_uid, uids_after
from candor.mail.models import Mailbox, MailboxCursor
from candor.mail.parsing.limits import MAX_MESSAGE_BYTES

AT_ONCE = 25
BYTES_AT_ONCE = 4_000_000
"""How much is asked for in one command: enough to be quick, little enough for flat memory."""

LOOK_BACK = timedelta(days=2)
"""How far before the last mail we look when a server has numbered a folder anew; what we know is told as a copy."""


def take_in_new(mailbox: Mailbox, folder: Folder, stop: threading.Event) -> int:
    """Take in every message after the cursor, oldest first; returns how many. `stop` ends it between two messages."""
    here = Place(mailbox, mailbox.folder, folder.uid_validity, _cursor(mailbox, folder))
    new = uids_after(folder.client, here.uid, count=folder.count, next_uid=folder.next_uid)
    taken = 0
    for batch in _batches(folder.client, new):
        if stop.is_set():
            return taken
        taken += _take(_fetch(folder.client, batch), here, stop)
    return taken


def _take(contents: dict[int, bytes | None], at: Place, stop: threading.Event) -> int:
    """Take in a batch in the order of its UIDs, so that the cursor never passes one that is not ours yet."""
    for too_large, part in groupby(contents.items(), lambda entry: entry[1] is None):
        if too_large:
            for uid, _none in part:
                note_too_large(replace(at, uid=uid))
        else:
            take_in_fetched({uid: content for uid, content in part if content is not None}, at, stop.is_set)
    return len(contents)


def _cursor(mailbox: Mailbox, folder: Folder) -> int:
    """The last UID that is ours under the folder's present numbering; set where this numbering is new to us."""
    known = MailboxCursor.objects.filter(mailbox=mailbox, folder=mailbox.folder)
    cursor = known.filter(uid_validity=folder.uid_validity).first()
    if cursor is not None:
        return cursor.uid
    if mailbox.takes_old_mail:
        start = 0
    elif known.exists():
        start = _before(mailbox, folder)
    else:
        start = folder.next_uid - 1
    move_cursor(Place(mailbox, mailbox.folder, folder.uid_validity, start))
    return start


def _before(mailbox: Mailbox, folder: Folder) -> int:
    """The last UID before the mail that may have come since we last took some."""
    since = (mailbox.last_mail_at or clock.now()) - LOOK_BACK
    first = first_uid(folder.client, ["SINCE", since.date()], count=folder.count, next_uid=folder.next_uid)
    return (folder.next_uid if first is None else first) - 1


def _batches(client: IMAPClient, uids: Iterator[int]) -> Iterator[dict[int, int]]:
    """The messages in groups that one command may ask for, each with its size in bytes."""
    while some := list(islice(uids, AT_ONCE)):
        sizes = client.fetch(some, ["RFC822.SIZE"])
        batch: dict[int, int] = {}
        for uid in sorted(sizes):
            if batch and sum(batch.values()) + sizes[uid][b"RFC822.SIZE"] > BYTES_AT_ONCE:
                yield batch
                batch = {}
            batch[uid] = sizes[uid][b"RFC822.SIZE"]
        if batch:
            yield batch


def _fetch(client: IMAPClient, batch: dict[int, int]) -> dict[int, bytes | None]:
    """The messages' bytes; None for one that is larger than we take. One deleted meanwhile is left out."""
    most = min(MAX_MESSAGE_BYTES, most_of_uploads())
    wanted = [uid for uid, size in batch.items() if size <= most]
    found = client.fetch(wanted, ["BODY.PEEK[]"])
    contents: dict[int, bytes | None] = {uid: None for uid in batch if uid not in wanted}
    for uid in wanted:
        content = found.get(uid, {}).get(b"BODY[]")
        if content is not None:
            contents[uid] = content if len(content) <= most else None  # a server's word on a size is no promise
    return dict(sorted(contents.items()))
