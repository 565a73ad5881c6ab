"""Measure a copy of the data of somebody with many cases: clock, processor, memory, size (privacy.md, 10).

    CANDOR_HOME=measured .venv-test/bin/python tools/measure_copy.py 70000

Works in an empty home of its own on SQLite. Each case has four messages, an internal note that names a colleague among
them, a mail of ours and one of theirs; every tenth has an attachment. Prints seconds and the most memory that the
process held while it wrote, beside what it held before, so that two sizes show whether memory grows.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

STEP = 1_000
WORDS = "The printer on the second floor stops after every page and shows a lamp that blinks three times. "


def main(cases: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "candor.config.settings.django")
    django.setup()
    from candor.kernel.command import prepare
    from candor.people.models import Person

    prepare()
    kim = Person.objects.filter(name="Kim Jansen").first() or fill(cases)
    measure(kim)


def measure(kim: Any) -> None:
    from candor.people.public import subject_of
    from candor.privacy.exporting.archive import copy_of, wanted_for
    from candor.privacy.exporting.to_disk import give_name, write_aside

    out = Path(os.environ["CANDOR_HOME"]).with_suffix(".zip")
    out.unlink(missing_ok=True)
    steps = [0]
    before = resource.getrusage(resource.RUSAGE_SELF)
    began = time.monotonic()
    chunks = copy_of(subject_of(kim), wanted_for(kim, "en"), lambda done, total: steps.__setitem__(0, total))
    give_name(write_aside(out, chunks), out)
    took = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_SELF)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{took:.1f} s on the clock, {spent:.1f} s of the processor, {steps[0] // 2:,} pieces")
    print(f"{before.ru_maxrss // 1024} MB before, {after.ru_maxrss // 1024} MB at most")
    print(f"{out.stat().st_size / 1e6:.1f} MB written")


def fill(cases: int) -> Any:
    from candor.helpdesk.models import Attachment, Message, MessageKind, Queue, Status, Ticket
    from candor.kernel import clock, files
    from candor.kernel.actor import SYSTEM
    from candor.mail.models import OutboxMessage, OutboxState, RawMessage, RawState
    from candor.people.actions.persons import NewPerson, add_person
    from candor.people.models import Identifier

    now = clock.now()
    kim, tara = (add_person(NewPerson(name, source="staff"), by=SYSTEM) for name in ("Kim Jansen", "Tara Tech"))
    for person, address in ((kim, "kim@nordlicht.example"), (tara, "tara@house.example")):
        Identifier.objects.create(
            person=person, kind="email", value=address, written=address, is_primary=True, created_at=now
        )
    queue = Queue.objects.first() or Queue.objects.create(name="Support", is_default=True)
    raw = b"From: Kim <kim@nordlicht.example>\r\nSubject: Printer\r\n\r\n" + WORDS.encode() * 4
    for start in range(0, cases, STEP):
        numbers = range(start, min(start + STEP, cases))
        tickets = Ticket.objects.bulk_create(
            Ticket(
                number=number + 1, subject=f"Printer {number}", requester=kim, queue=queue, channel="mail",
                status=Status.CLOSED, assignee=tara, created_at=now - timedelta(minutes=number), changed_at=now,
                closed_at=now, message_count=4,
            )
            for number in numbers
        )  # fmt: skip
        said = [
            (MessageKind.FROM_CUSTOMER, kim, WORDS * 4),
            (MessageKind.FROM_US, tara, f"Hello Kim, please open the lid. {WORDS * 3} Tara Tech"),
            (MessageKind.INTERNAL, tara, f"Tara Tech: call tara@house.example about Kim Jansen. {WORDS}"),
            (MessageKind.FROM_CUSTOMER, kim, f"It works, thank you. {WORDS}"),
        ]
        messages = Message.objects.bulk_create(
            Message(
                ticket=ticket, kind=kind, author=author, channel="mail", came_from="kim@nordlicht.example", text=text,
                written_at=now, created_at=now,
            )
            for ticket in tickets
            for kind, author, text in said
        )  # fmt: skip
        stored = [files.write_file("mail-raw", "mail.eml", "message/rfc822", [raw]) for _ticket in tickets]
        attached = [files.write_file("files", "lamp.txt", "text/plain", [raw]) for _ticket in tickets[::10]]
        type(stored[0]).objects.bulk_create([*stored, *attached])
        RawMessage.objects.bulk_create(
            RawMessage(
                file=file, way="imap", state=RawState.HANDLED, sender="kim@nordlicht.example", subject="Printer",
                became_kind="helpdesk.message", became_id=messages[4 * place].pk, received_at=now,
            )
            for place, file in enumerate(stored)
        )  # fmt: skip
        Attachment.objects.bulk_create(
            Attachment(message=messages[40 * place], file=file) for place, file in enumerate(attached)
        )
        OutboxMessage.objects.bulk_create(
            OutboxMessage(
                from_address="help@house.example", to_address="kim@nordlicht.example", subject="Printer",
                text=WORDS * 4, message_id=f"{ticket.pk}@house.example", template="helpdesk/mail/reply",
                template_class="answer", language="en", about_kind="helpdesk.message",
                about_id=messages[4 * place + 1].pk, state=OutboxState.SENT, next_at=now, created_at=now,
            )
            for place, ticket in enumerate(tickets)
        )  # fmt: skip
    return kim


if __name__ == "__main__":
    main(int(sys.argv[1]))
