"""Tickets are found by their number, subject and messages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from django.db.models import F, QuerySet

from candor.helpdesk.models import Message, Ticket
from candor.helpdesk.restricting import readable
from candor.kernel.registries.restricted import OUTSIDERS
from candor.kernel.search import Document, register

KIND = "helpdesk.ticket"
MOST_WORDS = 200_000
"""Characters of messages that are indexed per ticket; what lies beyond no one searches for."""


def documents(ids: Iterable[int]) -> Iterator[Document]:
    """The words of the tickets that still exist, outside the bin."""
    wanted = list(ids)
    found = _found_by_all(Message.objects.filter(ticket__in=wanted)).order_by("ticket", "id")
    messages = found.values_list("ticket", "text")
    words = {key: "\n".join(text for _key, text in rows) for key, rows in groupby(messages, key=lambda row: row[0])}
    for pk, number, subject in Ticket.objects.filter(pk__in=wanted, binned_at=None).values_list(
        "pk", "number", "subject"
    ):
        yield Document(id=pk, title=f"{number} {subject}", body=words.get(pk, "")[:MOST_WORDS])


def _found_by_all(messages: QuerySet[Message]) -> QuerySet[Message]:
    """Without what restricted people wrote in others' cases. Their own are left out by whoever asks."""
    return messages.filter(ticket__requester=F("author")) | readable(messages, OUTSIDERS)


def all_ids() -> Iterable[int]:
    return Ticket.objects.filter(binned_at=None).order_by("id").values_list("pk", flat=True).iterator(chunk_size=2000)


register(KIND, documents=documents, all_ids=all_ids, is_growing=True)
