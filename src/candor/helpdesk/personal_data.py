"""What tickets hold about people: who asked, what was written, by whom and from where."""

from __future__ import annotations

from candor.helpdesk import (  # noqa: F401 - each declares its own tables as it is read
    personal_data_later,
    personal_data_letters,
    personal_data_lists,
    personal_data_shaping,
    personal_data_times,
    personal_data_together,
)
from candor.helpdesk.models import (
    Attachment,
    Category,
    Draft,
    Message,
    OpeningWords,
    Queue,
    QueueCount,
    QueueMember,
    Ticket,
    TicketCount,
    Upload,
)
from candor.helpdesk.tasks import NOTIFICATIONS_KEPT, PRESENCE_KEPT
from candor.kernel.registries.personal_data import (
    Author,
    Column,
    Erase,
    Export,
    Log,
    Purpose,
    Recipient,
    Row,
    business,
    by_address,
    by_number,
    by_object,
    counts_from,
    declare,
    keep_from,
    last_known_of,
    leads_also,
    personal,
    technical,
    waits_for,
)

SUPPORT = (Purpose.SUPPORT,)
READERS = (Recipient.PARTICIPANTS, Recipient.ORGANISATION, Recipient.PROGRAMS)
"""Who else may read a case: those who get copies, super customers, and programs with a token of somebody who may."""

keep_from("case", "The case's closing, or its solution where nobody closed it.")
waits_for("customer", "helpdesk.ticket", person="requester", at=last_known_of("solved_at", "closed_at"))
counts_from("customer", "helpdesk.ticket", person="requester", at="last_customer_message_at")
counts_from("customer", "helpdesk.message", person="author", at="written_at")
keep_from("draft", "When it was last saved or worked on.")
keep_from("notification", "When it was told.", period=NOTIFICATIONS_KEPT)
keep_from("presence", "The last sign of somebody at the case.", period=PRESENCE_KEPT)


def _about_the_case(*, author: Author = Author.SOFTWARE) -> Column:
    """A value of the case itself: it stays, and says nothing once the person's words and name are gone."""
    return personal(
        "user.behavior",
        purposes=SUPPORT,
        erase=Erase.KEEP_ANONYMOUS,
        portable=True,
        author=author,
        recipients=READERS,
    )


def _words(author: Author = Author.SENDER) -> Column:
    """What somebody wrote: their own goes whole, in others' words the person's identifiers are redacted."""
    return personal(
        "user.content",
        purposes=SUPPORT,
        erase=Erase.REDACT_SPANS,
        portable=True,
        author=author,
        recipients=READERS,
    )


def _file(author: Author = Author.SENDER) -> Column:
    """The key of a file that somebody sent: it goes with its bytes."""
    return personal(
        "user.content",
        purposes=SUPPORT,
        erase=Erase.DELETE_ROW,
        portable=True,
        author=author,
        recipients=READERS,
        store="files",
    )


declare(
    Queue,
    row=Row.MENTION,
    person="default_assignee",
    keep="staff",
    fields={
        "id": technical(),
        "ref": technical(),
        "name": business(),
        "is_open_to_all": business(),
        "is_default": business(),
        "default_assignee": personal(
            "user.unique_id",
            purposes=[Purpose.STAFF],
            erase=Erase.NULL,
            export=Export.NO,
            log=Log.NO,
            author=Author.STAFF,
        ),
        "follow_up_hours": business(),
        "keeps_words_inside": business(),
        "reopens_for_days": business(),
        "archived_at": technical(),
        "signature": business(),
    },
)
declare(
    QueueMember,
    row=Row.SUBJECT,
    person="person",
    keep="staff",
    fields={
        "id": technical(),
        "queue": personal("user.job_title", purposes=[Purpose.STAFF], erase=Erase.DELETE_ROW, author=Author.STAFF),
        "person": technical(),
    },
)
declare(
    Category,
    row=Row.NOBODY,
    fields={
        "id": technical(),
        "ref": technical(),
        "name": business(),
        "parent": business(),
        "path": technical(),
        "is_offered_to_customers": business(),
        "queue": business(),
        "archived_at": technical(),
    },
)
declare(
    Ticket,
    row=Row.SHARED,
    person="requester",
    keep="case",
    since=last_known_of("solved_at", "closed_at"),
    sender="requester",
    fields={
        "id": technical(),
        "ref": technical(),
        "number": _about_the_case(),
        "subject": _words(),
        "kind": _about_the_case(),
        "priority": _about_the_case(author=Author.STAFF),
        "status": _about_the_case(author=Author.STAFF),
        "stage": technical(),
        "is_unfinished": technical(),
        "channel": _about_the_case(),
        "requester": personal(
            "user.unique_id", purposes=SUPPORT, erase=Erase.PLACEHOLDER, log=Log.NO, author=Author.SOFTWARE
        ),
        "organisation": _about_the_case(),
        "queue": technical(),
        "category": _about_the_case(author=Author.STAFF),
        "assignee": personal(
            "user.unique_id", purposes=SUPPORT, erase=Erase.NULL, export=Export.NO, log=Log.NO, author=Author.STAFF
        ),
        "is_sender_verified": technical(),
        "due_at": technical(),
        "scheduled_for": technical(),
        "created_at": _about_the_case(),
        "changed_at": technical(),
        "solved_at": _about_the_case(),
        "closed_at": _about_the_case(),
        "last_customer_message_at": _about_the_case(),
        "last_staff_message_at": _about_the_case(),
        "message_count": technical(),
        "follows": technical(),
        "merged_into": technical(),
        "parent": technical(),
        "notice_version": personal(
            "user.privacy_preferences",
            purposes=[Purpose.ACCOUNTABILITY],
            erase=Erase.KEEP_ANONYMOUS,
            author=Author.SOFTWARE,
        ),
        "version": technical(),
        "binned_at": technical(),
    },
)
declare(QueueCount, row=Row.NOBODY, fields={name: technical() for name in ("id", "queue", "status", "count")})
declare(
    TicketCount,
    row=Row.MENTION,
    person=by_number("assignee_id"),
    keep="staff",
    fields={
        **{name: technical() for name in ("id", "queue", "status", "count")},
        "assignee_id": personal(
            "user.unique_id",
            purposes=[Purpose.STAFF],
            erase=Erase.DELETE_ROW,
            export=Export.NO,
            log=Log.NO,
            author=Author.SOFTWARE,
        ),
    },
)
declare(
    Message,
    row=Row.SHARED,
    person=["ticket__requester", "author"],
    keep="case",
    since=last_known_of("ticket__solved_at", "ticket__closed_at"),
    sender=["author", by_address("came_from")],
    fields={
        "id": technical(),
        "ref": technical(),
        "ticket": technical(),
        "kind": technical(),
        "author": personal("user.unique_id", purposes=SUPPORT, erase=Erase.NULL, log=Log.NO, author=Author.SOFTWARE),
        "channel": _about_the_case(),
        "came_from": personal("user.contact", purposes=SUPPORT, erase=Erase.PLACEHOLDER, portable=True),
        "text": _words(),
        "quoted": _words(Author.OTHER),
        "html": _words(),
        "written_at": _about_the_case(),
        "created_at": technical(),
        "delivery": technical(),
        "submission_key": technical(),
    },
)
declare(
    Attachment,
    row=Row.SHARED,
    person=["message__ticket__requester", "message__author"],
    keep="case",
    since=last_known_of("message__ticket__solved_at", "message__ticket__closed_at"),
    fields={
        "id": technical(),
        "message": technical(),
        "file": _file(),
        "content_id": personal(
            "user.content", purposes=SUPPORT, erase=Erase.DELETE_ROW, export=Export.NO, author=Author.SENDER
        ),
        "is_inline": technical(),
    },
)
declare(
    Draft,
    row=Row.SHARED,
    person=["author", "ticket__requester"],
    keep="draft",
    since="saved_at",
    sender="author",
    fields={
        "id": technical(),
        "author": technical(),
        "ticket": technical(),
        "purpose": technical(),
        "text": personal("user.content", purposes=SUPPORT, erase=Erase.DELETE_ROW, portable=True, author=Author.SENDER),
        "saved_at": technical(),
        "based_on_version": technical(),
        "is_note": technical(),
    },
)
declare(
    Upload,
    row=Row.SHARED,
    person="owner",
    keep="draft",
    since="created_at",
    fields={
        "id": technical(),
        "owner": technical(),
        "file": _file(),
        "created_at": technical(),
    },
)
declare(OpeningWords, row=Row.NOBODY, fields={"id": technical(), "words": business(), "version": technical()})

# Mails of the floor below that tell of our rows. What came in becomes a message.
for kind in ("helpdesk.message", "helpdesk.notification", "helpdesk.sentcopy", "helpdesk.ticket"):
    leads_also("mail.outboxmessage", by_object("about_kind", "about_id", to=kind))
    leads_also("mail.outboxattachment", by_object("message__about_kind", "message__about_id", to=kind))
leads_also("mail.rawmessage", by_object("became_kind", "became_id", to="helpdesk.message"))
leads_also("mail.replytoken", by_object("about_kind", "about_id", to="helpdesk.ticket"))
leads_also("privacy.hold", by_object("object_kind", "object_id", to="helpdesk.ticket"))
