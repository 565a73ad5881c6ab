"""The mail of a copy: messages as they came from the person, and ours as they went to them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any

from candor.kernel.registries.personal_data import Subject
from candor.mail.public import Letter, NotSendable, OutboxMessage, OutboxState, build
from candor.privacy.exporting import files
from candor.privacy.exporting.formats.mbox import Mail
from candor.privacy.exporting.stage import Entry, Stage

RECEIVED, SENT = "mail_rawmessage", "mail_outboxmessage"
BATCH = 200
WENT_OUT = (OutboxState.SENT.value, OutboxState.BOUNCED.value, OutboxState.KEPT.value)


def mails(stage: Stage, subject: Subject) -> Iterator[Mail]:
    """All of them, the oldest first. What waits to be sent stands in the data and is no mail yet."""
    return merge(_received(stage, subject), _sent(stage, subject), key=lambda mail: mail.moment)


def _received(stage: Stage, subject: Subject) -> Iterator[Mail]:
    entries = stage.entries(RECEIVED)
    while batch := list(islice(entries, BATCH)):
        of_file = {str(entry.body["file_id"]): entry for entry in batch if entry.body.get("file_id")}
        found = (file for key in of_file if (file := stage.file(key)) is not None)
        for file, chunks in files.with_bytes(found, subject):
            entry = of_file[file.row_key]
            yield Mail(entry.body["sender"], _moment(entry.body["received_at"]), chunks)


def _sent(stage: Stage, subject: Subject) -> Iterator[Mail]:
    entries = (entry for entry in stage.entries(SENT) if _went_to(entry, subject))
    while batch := list(islice(entries, BATCH)):
        ours = OutboxMessage.objects.only("from_address", "from_name").in_bulk([int(entry.key) for entry in batch])
        for entry in batch:
            row = ours.get(int(entry.key))
            message = _as_it_went(entry.body, row) if row is not None else None
            if row is not None and message is not None:
                yield Mail(row.from_address, _moment(entry.body["created_at"]), [message])


def _went_to(entry: Entry, subject: Subject) -> bool:
    return entry.body["state"] in WENT_OUT and entry.body["to_address"] in subject.addresses


def _as_it_went(values: dict[str, Any], row: OutboxMessage) -> bytes | None:
    """The message built anew, without the secrets in its Message-ID and its reply address; None without an address."""
    letter = Letter(
        sender=(row.from_name, row.from_address),
        to=(values["to_name"], values["to_address"]),
        subject=values["subject"],
        text=values["text"],
        html=values["html"],
        message_id="",
        written_at=_moment(values["created_at"]),
    )
    try:
        return build(letter).as_bytes()
    except NotSendable:
        return None


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
