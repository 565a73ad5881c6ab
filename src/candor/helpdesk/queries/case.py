"""What the case page shows: the conversation with its files, the requester, their other cases, who could take it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from candor.helpdesk.models import Attachment, Message, MessageKind, MovedMessage, Ticket
from candor.helpdesk.queries.as_sent import Layout, layout_of
from candor.helpdesk.queries.lists import CaseRow, newest_values
from candor.helpdesk.restricting import covered, restricted_name, told_to
from candor.helpdesk.words import CHANNEL_WORDS
from candor.kernel.actor import Actor, Channel
from candor.kernel.db.prepared import Given, Prepared, anyone_like
from candor.kernel.http.addresses import path_to
from candor.kernel.models import StoredFile
from candor.kernel.picture_files import may_be_shown
from candor.kernel.registries import guards
from candor.kernel.registries.restricted import without_restricted
from candor.mail.public import Told, found_on_arrival, told
from candor.people.public import Identifier, IdentifierKind
from candor.privacy.public import RemovedFile, files_removed_from, last_redaction_of, removed_from

MOST_MESSAGES = 100
"""Messages shown at first; the earlier ones of a very long conversation are one click away."""

TYPE = "file__content_type"

TICKET = Given("ticket", BigIntegerField())

SIDES = {
    MessageKind.FROM_CUSTOMER.value: "theirs",
    MessageKind.FROM_US.value: "ours",
    MessageKind.INTERNAL.value: "note",
}

DELIVERIES = {
    "queued": ("queued", _("Waiting to be sent")),
    "sent": ("sent", _("Sent")),
    "deferred": ("queued", _("Not taken yet, we keep trying")),
    "bounced": ("failed", _("Came back: the address takes no mail")),
    "failed": ("failed", _("Could not be sent")),
    "unmailed": ("queued", _("Not mailed by itself: the customer wants to read it in the Customer Center")),
}
"""The outbox's state of a message: its shape in the look and its words."""


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file as lists show it; `size` in bytes. `preview_url` is "" for what is no picture."""

    name: str
    url: str
    size: int
    preview_url: str = ""


@dataclass(frozen=True, slots=True)
class Saying:
    """One message as the case page shows it."""

    id: int
    ref: str
    author_id: int | None
    text: str
    quoted: str
    author: str
    at: datetime
    side: str
    channel: str
    address: str
    sent: Layout | None
    files: Sequence[ShownFile]
    delivery: str
    delivery_words: str
    came_with: int | None = None
    """The number of the case that it came from by a merge."""
    redacted_at: datetime | None = None
    redacted_by: str = ""
    removed: Sequence[RemovedFile] = ()
    original_url: str = ""
    """Where staff find the mail as it came."""
    checks: Told | None = None
    """What is known about the mail's sender; None where nobody whom we trust has looked."""

    @property
    def is_ours(self) -> bool:
        return self.side == "ours"


@dataclass(frozen=True, slots=True)
class Contact:
    """How a person is reached: their first address and number, "" where there is none; all addresses, normalised."""

    email: str
    phone: str
    emails: frozenset[str] = frozenset()


def conversation(ticket: Ticket, *, by: Actor, whole: bool = False) -> list[Saying]:
    """The ticket's messages, oldest first: the latest hundred, or all. Two queries, three if files were removed."""
    messages = MESSAGES.all(anyone_like(by), None if whole else MOST_MESSAGES, me=by.id, ticket=ticket.pk)
    shown = covered(messages)[::-1]
    files = _files_of(ticket, by)
    lost = [message.pk for message in shown if getattr(message, "lost_a_file", False)]
    removed = removed_files(lost) if lost else {}
    return [_saying(message, files[message.pk], removed.get(message.pk, ())) for message in shown]


def _messages(by: Actor, most: int | None) -> QuerySet[Message]:
    came_with = MovedMessage.objects.filter(message=OuterRef("pk"), merge__undone_at=None).order_by("id")
    redaction = last_redaction_of("helpdesk.message")
    messages = (
        told_to(Message.objects.filter(ticket=TICKET), by)
        .select_related("author")
        .annotate(
            came_with=Subquery(came_with.values("merge__source__number")[:1]),
            redacted_at=Subquery(redaction.values("redaction__carried_out_at")[:1]),
            redacted_by=Subquery(redaction.values("redaction__done_by__name")[:1]),
            found=Subquery(found_on_arrival("helpdesk.message")),
            lost_a_file=Exists(files_removed_from("helpdesk.message").filter(object_id=OuterRef("pk"))),
        )
        .order_by("-id")
    )
    return messages[:most]


MESSAGES = Prepared(_messages)


def contact_of(person_id: int) -> Contact:
    """What may be shown of how the person is reached. One query."""
    rows = IDENTIFIERS.all(person=person_id)
    shown = {row.kind: row.written for row in rows if guards.allowed(guards.Ask.SHOW, row.value)}
    emails = frozenset(row.value for row in rows if row.kind == IdentifierKind.EMAIL)
    return Contact(shown.get(IdentifierKind.EMAIL, ""), shown.get(IdentifierKind.PHONE, ""), emails)


IDENTIFIERS = Prepared(
    lambda: Identifier.objects.filter(person=Given("person", BigIntegerField())).order_by("is_primary", "-id")
)


def removed_files(messages: Sequence[int]) -> Mapping[int, list[RemovedFile]]:
    """What was removed from these messages, by their numbers. One query."""
    return removed_from("helpdesk.message", messages)


def answer_address(ticket: Ticket, sayings: Sequence[Saying], contact: Contact) -> str:
    """Where the next reply goes, as `outgoing.address_for` decides it, told from what the page has read already."""
    theirs = [
        saying.address for saying in sayings if saying.author_id == ticket.requester_id and saying.side == "theirs"
    ]
    last = next((address for address in reversed(theirs) if address), "").lower()
    return last if last in contact.emails else contact.email


def other_cases(ticket: Ticket, *, by: Actor) -> list[CaseRow]:
    """The requester's other tickets that the actor sees, newest first. One query."""
    found = OTHERS.rows(anyone_like(by), me=by.id, ticket=ticket.pk, requester=ticket.requester_id)
    return [CaseRow(*row) for row in found]


def _others(by: Actor) -> QuerySet[Any, Any]:
    theirs = Ticket.objects.visible_to(by).filter(requester=Given("requester", BigIntegerField()))
    return newest_values(theirs.exclude(pk=TICKET), most=6)


OTHERS = Prepared(_others)


def shown_file(file: StoredFile, *, face: str) -> ShownFile:
    """The file with its addresses in a face."""
    preview = path_to(f"{face}:attachment-preview", file.ref) if may_be_shown(file.content_type, file.size) else ""
    return ShownFile(file.name, path_to(f"{face}:attachment", file.ref), file.size, preview)


def files_of_message(message: Message, *, by: Actor) -> list[ShownFile]:
    """One query."""
    return _by_message(_listed(without_restricted(Attachment.objects.filter(message=message), by)))[message.pk]


def _files_of(ticket: Ticket, by: Actor) -> Mapping[int, list[ShownFile]]:
    return _by_message(FILES.all(anyone_like(by), me=by.id, ticket=ticket.pk))


def _listed(attachments: QuerySet[Attachment]) -> QuerySet[Attachment]:
    rows = attachments.order_by("id").select_related("file")
    return rows.only("message_id", "file__ref", "file__name", "file__size", TYPE)


FILES = Prepared(lambda by: _listed(without_restricted(Attachment.objects.filter(message__ticket=TICKET), by)))


def _by_message(attachments: Iterable[Attachment]) -> Mapping[int, list[ShownFile]]:
    files: dict[int, list[ShownFile]] = defaultdict(list)
    for attachment in attachments:
        files[attachment.message_id].append(shown_file(attachment.file, face="tech"))
    return files


def _author_of(message: Message) -> str:
    if getattr(message, "is_restricted", False):
        return restricted_name()
    return message.author.name if message.author is not None else str(_("Former staff or customer"))


def _original_url(message: Message) -> str:
    came_by_mail = message.channel == Channel.MAIL.value and message.kind != MessageKind.FROM_US
    is_told = came_by_mail and not getattr(message, "is_restricted", False)
    return path_to("tech:message-original", message.ref) if is_told else ""


def _saying(message: Message, files: Sequence[ShownFile], removed: Sequence[RemovedFile]) -> Saying:
    delivery, words = DELIVERIES.get(message.delivery, ("", ""))
    return Saying(
        id=message.pk,
        ref=message.ref,
        author_id=message.author_id,
        text=message.text,
        quoted=message.quoted,
        author=_author_of(message),
        at=message.written_at,
        side=SIDES[message.kind],
        channel=str(CHANNEL_WORDS[message.channel]) if message.kind == MessageKind.FROM_CUSTOMER else "",
        address=message.came_from,
        sent=layout_of(message, face="tech"),
        files=files,
        delivery=delivery,
        delivery_words=str(words),
        came_with=getattr(message, "came_with", None),
        redacted_at=getattr(message, "redacted_at", None),
        redacted_by=getattr(message, "redacted_by", None) or "",
        removed=removed,
        original_url=_original_url(message),
        checks=told(getattr(message, "found", None)),
    )
