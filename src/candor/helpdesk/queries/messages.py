"""A ticket's messages a page at a time, for programs, which read all of them."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from candor.helpdesk.models import Attachment, Message, Ticket
from candor.helpdesk.restricting import covered


def messages_page(messages: QuerySet[Message], ticket: Ticket, *, after: str, most: int) -> tuple[list[Message], str]:
    """A page of the ticket's messages, oldest first, with authors and files; and after which one the next page begins.

    `messages` are those that the reader may see, as `told_to` gives them. "" where no page follows. Three queries.
    """
    mark = Message.objects.filter(ticket=ticket, ref=after).values_list("pk", flat=True).first() if after else None
    of_ticket = messages.filter(ticket=ticket, pk__gt=mark or 0)
    files = Prefetch("attachments", Attachment.objects.select_related("file").order_by("id"))
    found = covered(of_ticket.select_related("author").prefetch_related(files).order_by("pk")[: most + 1])
    return found[:most], found[most - 1].ref if len(found) > most else ""
