"""As whom mails about a queue's tickets are sent."""

from __future__ import annotations

from django.db.models import BigIntegerField

from candor.helpdesk.models import Queue, QueueSender
from candor.kernel.db.prepared import Given, Prepared
from candor.mail.public import Sender, mailbox_feeding, sender_for
from candor.people.public import Person

OWN = Prepared(lambda: QueueSender.objects.filter(queue=Given("queue", BigIntegerField())).select_related("mailbox"))
"""Asked with every mail about a case."""


def sender_of(queue: Queue, writer: Person | None = None) -> Sender:
    """Who writes: the queue's own address and name, else those of the mailbox that feeds it, else the usual ones.

    The name of whoever wrote stands before the queue's where it is set so; what no person wrote has the queue's alone.
    """
    row = OWN.one(queue=queue.pk)
    mailbox = (row.mailbox if row is not None else None) or mailbox_feeding("helpdesk.queue", queue.pk)
    usual = sender_for(mailbox)
    if row is None:
        return usual
    is_known = mailbox is not None and row.address in mailbox.addresses()
    name = row.name or usual.name
    if row.shows_writer and writer is not None:
        name = f"{writer.name} ({name})"
    return Sender(row.address if is_known else usual.address, name, usual.mailbox)
