"""What is held about people where time and costs are written down: who worked, what for, who authorised it.

A record goes with its case. What was charged stands on the invoice word for word, with who authorised it, and is kept
there as long as the law wants vouchers kept.
"""

from __future__ import annotations

from candor.helpdesk.models import TimeAnswer, TimeRecord, TimeSettings
from candor.helpdesk.personal_data_together import of_staff
from candor.kernel.registries.personal_data import (
    Author,
    Column,
    Erase,
    Log,
    Purpose,
    Recipient,
    Row,
    business,
    declare,
    last_known_of,
    personal,
    technical,
)

CHARGING = (Purpose.SUPPORT, Purpose.CONTRACT)
READERS = (Recipient.ORGANISATION, Recipient.PROGRAMS)


def _of_the_work(category: str = "user.behavior") -> Column:
    """When and for how much: it stays, and says nothing once the person's name and the words are gone."""
    return personal(
        category,
        purposes=CHARGING,
        erase=Erase.KEEP_ANONYMOUS,
        portable=True,
        log=Log.NO,
        author=Author.STAFF,
        recipients=READERS,
    )


def _words(author: Author) -> Column:
    return personal(
        "user.content",
        purposes=CHARGING,
        erase=Erase.REDACT_SPANS,
        portable=True,
        author=author,
        recipients=READERS,
    )


declare(
    TimeSettings,
    row=Row.NOBODY,
    fields={
        **dict.fromkeys(("id", "version"), technical()),
        **dict.fromkeys(("round_to", "authorise_above"), business()),
    },
)
declare(
    TimeRecord,
    row=Row.SHARED,
    person="ticket__requester",
    keep="case",
    since=last_known_of("ticket__solved_at", "ticket__closed_at"),
    fields={
        **dict.fromkeys(("id", "ref", "ticket", "edition", "tax", "submission_key", "version"), technical()),
        **dict.fromkeys(("created_at", "is_internal"), technical()),
        **dict.fromkeys(("kind", "day", "minutes", "billed_minutes", "is_billable"), _of_the_work()),
        **dict.fromkeys(("standing", "changed_at"), _of_the_work()),
        **dict.fromkeys(("quantity", "price", "currency"), _of_the_work("user.financial")),
        "note": _words(Author.STAFF),
        **dict.fromkeys(("worker", "written_by"), of_staff()),
    },
)
declare(
    TimeAnswer,
    row=Row.SHARED,
    person=["record__ticket__requester", "person"],
    keep="case",
    sender="person",
    since=last_known_of("record__ticket__solved_at", "record__ticket__closed_at"),
    fields={
        **dict.fromkeys(("id", "record", "version"), technical()),
        **dict.fromkeys(("is_authorised", "at"), _of_the_work()),
        "text": _words(Author.STAFF),
        "reason": _words(Author.SENDER),
        "name": personal(
            "user.name", purposes=CHARGING, erase=Erase.PLACEHOLDER, portable=True, author=Author.SENDER,
            recipients=READERS,
        ),
        "person": personal(
            "user.unique_id", purposes=CHARGING, erase=Erase.PLACEHOLDER, log=Log.NO, author=Author.SOFTWARE
        ),
    },
)  # fmt: skip
