"""What the variables of prepared words stand for in one case."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import formats, timezone, translation

from candor.helpdesk.models import Queue, QueueSender, ReplyTemplate, ReplyText, Ticket
from candor.helpdesk.rules.variables import fill, first_name_of
from candor.kernel import clock, instance
from candor.people.public import Person


def language_of(ticket: Ticket) -> str:
    """The language in which the case's requester is written to."""
    return ticket.requester.language or instance.current().language


def values_for(ticket: Ticket, writer: Person | None) -> dict[str, str]:
    """The value of every variable in this case, written by this member of staff, in the requester's language."""
    zone = ZoneInfo(ticket.requester.time_zone or settings.INSTANCE.time_zone)
    writer_name = writer.name if writer is not None else ""
    with translation.override(language_of(ticket)):
        today = formats.date_format(timezone.localtime(clock.now(), zone), "DATE_FORMAT")
    return {
        "first_name": first_name_of(ticket.requester.name),
        "name": "" if "@" in ticket.requester.name else ticket.requester.name,
        "organisation": ticket.organisation.name if ticket.organisation is not None else "",
        "number": str(ticket.number),
        "subject": ticket.subject,
        "my_name": writer_name,
        "my_first_name": first_name_of(writer_name) or writer_name,
        "our_name": instance.current().organisation_name,
        "date": today,
    }


def words_of(template: ReplyTemplate, ticket: Ticket, writer: Person | None) -> str:
    """The template's words for this case, filled in: in the requester's language, else ours, else any that it has."""
    texts = dict(ReplyText.objects.filter(template=template).order_by("id").values_list("language", "text"))
    return fill(text_in(texts, language_of(ticket)), values_for(ticket, writer))


def text_in(texts: Mapping[str, str], language: str) -> str:
    """The text in this language, else in the instance's, else the first; "" where there is none."""
    first = next(iter(texts.values()), "")
    return texts.get(language) or texts.get(instance.current().language) or first


def signature_of_queue(queue: Queue, language: str) -> str:
    """The queue's part of the signature in this language, its variables not yet filled in."""
    row: QueueSender | None = getattr(queue, "sender", None)
    texts = {key: text for key, text in (row.signatures if row is not None else {}).items() if text}
    return texts.get(language) or queue.signature or text_in(texts, language)


def signature_for(ticket: Ticket, writer: Person | None, own: str) -> str:
    """What stands below a reply: the writer's own part, else their name; then the queue's part, else our name."""
    name = writer.name if writer is not None else ""
    values = values_for(ticket, writer)
    parts = [own.strip() or name, fill(signature_of_queue(ticket.queue, language_of(ticket)), values).strip()]
    if not parts[1] and not own.strip():
        parts[1] = values["our_name"]
    return "\n".join(part for part in parts if part)
