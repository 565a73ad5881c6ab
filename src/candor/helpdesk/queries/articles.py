"""Articles beside a case: those that may answer it, who may read them, and those that were made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from candor.helpdesk.models import Message, Ticket
from candor.helpdesk.models.messages import MessageKind
from candor.helpdesk.restricting import readable
from candor.kernel.actor import Actor, ActorKind
from candor.kernel.http.addresses import path_to
from candor.knowledge.public import Article, Readable, Visibility, in_language, suggested_to_staff

ORIGIN = "helpdesk.ticket"
"""How an article names a case that it was made of."""

MOST_MADE = 10


@dataclass(frozen=True, slots=True)
class Beside:
    """An article beside a case. `link` is where the case's customer reads it, "" where they may not."""

    article: Readable
    link: str
    visibility: str

    @property
    def is_for_staff(self) -> bool:
        return self.visibility == Visibility.STAFF


def fitting(ticket: Ticket, actor: Actor) -> list[Beside]:
    """Up to five articles for the case's subject and first letter, in its customer's language."""
    found = suggested_to_staff(actor, ticket.subject, _first_words(ticket, actor), _language_of(ticket))
    return _beside(found, ticket)


def made_of(ticket: Ticket, actor: Actor) -> list[Article]:
    """The articles that were made of the case, the newest first, with their words. Two queries, one for none."""
    rows = Article.objects.visible_to(actor).kept().filter(origin_kind=ORIGIN, origin_id=ticket.pk)
    return list(rows.prefetch_related("texts__published", "texts__draft").order_by("-id")[:MOST_MADE])


def insertable(ticket: Ticket, actor: Actor, ref: str) -> Beside | None:
    """The article, where both the member of staff and the case's customer may read it; else None."""
    rows = list(Article.objects.visible_to(actor).published().filter(ref=ref))
    found = _beside(in_language(rows, _language_of(ticket)), ticket)
    return next((each for each in found if each.link), None)


def last_reply(ticket: Ticket) -> str:
    """What we wrote to the customer last; "" where we have not written yet."""
    replies = Message.objects.filter(ticket=ticket, kind=MessageKind.FROM_US).order_by("-id")
    return replies.values_list("text", flat=True).first() or ""


def _beside(articles: Sequence[Readable], ticket: Ticket) -> list[Beside]:
    """With who may read each: two queries, whatever their number."""
    rows = dict(Article.objects.filter(pk__in=[each.id for each in articles]).values_list("pk", "visibility"))
    customer = Actor(ActorKind.CUSTOMER, ticket.requester_id)
    offered = set(Article.objects.offered_to(customer).filter(pk__in=rows).values_list("pk", flat=True))
    return [
        Beside(each, _link(each, rows[each.id]) if each.id in offered else "", rows[each.id])
        for each in articles
        if each.id in rows
    ]


def _link(article: Readable, visibility: str) -> str:
    face = "public" if visibility == Visibility.PUBLIC else "customer"
    return f"{settings.INSTANCE.base_url}{path_to(f'{face}:help-article', article.ref)}"


def _first_words(ticket: Ticket, actor: Actor) -> str:
    letters = readable(Message.objects.filter(ticket=ticket, kind=MessageKind.FROM_CUSTOMER), actor)
    return letters.order_by("id").values_list("text", flat=True).first() or ""


def _language_of(ticket: Ticket) -> str:
    return ticket.requester.language or settings.LANGUAGE_CODE
