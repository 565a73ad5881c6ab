"""What a case has to do with others, as its side panel and its page of related cases show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Q, QuerySet

from candor.helpdesk.models import GroupAnswer, LinkKind, Merge, Ticket, TicketLink
from candor.helpdesk.words import LINK_MIRRORS, LINK_WORDS, STATUS_SHAPES, STATUS_WORDS
from candor.kernel.actor import Actor

MOST_LINKS = 100


@dataclass(frozen=True, slots=True)
class Other:
    """Another case: how this one stands to it in words, and how it stands itself."""

    ref: str
    number: int
    subject: str
    status: str
    status_text: str
    who: str
    words: str = ""
    link_ref: str = ""


@dataclass(frozen=True, slots=True)
class Related:
    """All about a case's relations, as far as the actor sees the other cases."""

    parent: Other | None = None
    children: Sequence[Other] = field(default_factory=list)
    links: Sequence[Other] = field(default_factory=list)
    taken_in: Sequence[Other] = field(default_factory=list)
    answers: Sequence[GroupAnswer] = field(default_factory=list)
    """The latest answers to all children."""

    @property
    def count(self) -> int:
        return len(self.children) + len(self.links) + len(self.taken_in) + (self.parent is not None)

    @property
    def is_empty(self) -> bool:
        return self.count == 0

    @property
    def by_words(self) -> list[tuple[str, list[Other]]]:
        """The links, those of the same words together."""
        ordered = sorted(self.links, key=lambda other: other.words)
        return [(words, list(others)) for words, others in groupby(ordered, key=lambda other: other.words)]


def related_to(ticket: Ticket, *, by: Actor) -> Related:
    """Parent, children, links and merged cases that the actor sees. Five queries."""
    visible = Ticket.objects.visible_to(by)
    children = visible.filter(parent=ticket).select_related("requester").order_by("number")
    parent = visible.filter(pk=ticket.parent_id).select_related("requester").first() if ticket.parent_id else None
    merges = Merge.objects.filter(target=ticket, undone_at=None, source__in=visible)
    return Related(
        parent=_other(parent) if parent is not None else None,
        children=[_other(child) for child in children],
        links=[_linked(row, ticket) for row in links_of(ticket, by=by)[:MOST_LINKS]],
        taken_in=[
            _other(each.source) for each in merges.select_related("source__requester").order_by("id")[:MOST_LINKS]
        ],
        answers=list(GroupAnswer.objects.filter(parent=ticket).order_by("-id")[:3]),
    )


def links_of(ticket: Ticket, *, by: Actor) -> QuerySet[TicketLink]:
    """The ticket's links whose other end the actor sees, the oldest first."""
    visible = Ticket.objects.visible_to(by)
    either = Q(ticket=ticket, other__in=visible) | Q(other=ticket, ticket__in=visible)
    rows = TicketLink.objects.filter(either).select_related("ticket__requester", "other__requester")
    return rows.order_by("id")


def _linked(row: TicketLink, ticket: Ticket) -> Other:
    is_first = row.ticket_id == ticket.pk
    words = LINK_WORDS if is_first else LINK_MIRRORS
    return _other(row.other if is_first else row.ticket, str(words[LinkKind(row.kind)]), row.ref)


def _other(ticket: Ticket, words: str = "", link_ref: str = "") -> Other:
    return Other(
        ref=ticket.ref,
        number=ticket.number,
        subject=ticket.subject,
        status=STATUS_SHAPES[ticket.status],
        status_text=str(STATUS_WORDS[ticket.status]),
        who=ticket.requester.name,
        words=words,
        link_ref=link_ref,
    )
