"""As whom a queue writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from candor.helpdesk.models import Queue, QueueSender
from candor.helpdesk.refusals import UnknownVariable
from candor.helpdesk.rules.texts import clean_line, clean_text
from candor.helpdesk.rules.variables import unknown_in
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.mail.public import mailbox_with, normal

LONGEST_SIGNATURE = 2_000


@dataclass(frozen=True, slots=True)
class SenderDetails:
    """What mails about the queue's tickets come from; "" is the usual one."""

    address: str = ""
    name: str = ""
    shows_writer: bool = False


@transaction.atomic
def change_queue_sender(queue: Queue, details: SenderDetails, *, by: Actor) -> None:
    """Change as whom the queue writes. An address that no mailbox receives is left out: answers to it would be lost."""
    address = normal(details.address)
    mailbox = mailbox_with(address) if address else None
    QueueSender.objects.update_or_create(
        queue=queue,
        defaults={
            "mailbox": mailbox,
            "address": address if mailbox is not None else "",
            "name": clean_line(details.name, most=80),
            "shows_writer": details.shows_writer,
        },
    )
    record("helpdesk.queue.sender_changed", queue, by=by)


@transaction.atomic
def change_signatures(queue: Queue, signatures: Mapping[str, str], *, by: Actor) -> None:
    """What stands below replies in each language. Raises UnknownVariable or TextTooLong."""
    clean = {language: clean_text(text, most=LONGEST_SIGNATURE) for language, text in signatures.items()}
    if unknown := [name for text in clean.values() for name in unknown_in(text)]:
        raise UnknownVariable(unknown)
    QueueSender.objects.update_or_create(queue=queue, defaults={"signatures": clean})
    record("helpdesk.queue.signature_changed", queue, by=by)
