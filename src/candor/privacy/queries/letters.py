"""Everything that we wrote about a request, by mail and by post, for the office."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from candor.kernel.actor import Actor
from candor.mail.public import OutboxMessage
from candor.privacy.actions.request_letters import TO_OURSELVES
from candor.privacy.models import PaperLetter, RequestLetter, SubjectRequest
from candor.privacy.words_asking import DELIVERY

MOST = 100


@dataclass(frozen=True, slots=True)
class MailRow:
    """A mail with what became of it. `number` names it where its words were kept, None where they were not."""

    mail: RequestLetter | OutboxMessage
    delivery: str
    number: int | None


@dataclass(frozen=True, slots=True)
class LettersOfRequest:
    """Letters by post, the last one first, and mails in the same order."""

    papers: list[PaperLetter]
    mails: list[MailRow]


def letters_of(actor: Actor, request: SubjectRequest) -> LettersOfRequest:
    """Three queries."""
    papers = PaperLetter.objects.visible_to(actor).filter(request=request).select_related("settled_by", "written_by")
    kept = list(RequestLetter.objects.visible_to(actor).filter(request=request).order_by("-pk")[:MOST])
    return LettersOfRequest(
        list(papers.order_by("-pk")[:MOST]),
        [
            *(MailRow(mail, str(DELIVERY[mail.state]), None) for mail in waiting_mails(request, kept)[::-1]),
            *(MailRow(mail, str(DELIVERY[mail.state]), mail.pk if mail.text else None) for mail in kept),
        ],
    )


def waiting_mails(request: SubjectRequest, kept: list[RequestLetter]) -> list[OutboxMessage]:
    """Those that have not left the outbox yet, the oldest first. One query."""
    about = OutboxMessage.objects.filter(about_kind=SubjectRequest._meta.label_lower, about_id=request.pk)
    others = about.exclude(pk__in=[letter.outbox for letter in kept]).exclude(template__in=TO_OURSELVES)
    return list(others.order_by("pk")[:MOST])


def with_post(requests: QuerySet[SubjectRequest]) -> QuerySet[SubjectRequest]:
    """Each with how many letters are to be posted, as `to_post`. No query of its own."""
    waiting = PaperLetter.objects.waiting().filter(request=OuterRef("pk")).order_by().values("request")
    return requests.annotate(to_post=Coalesce(Subquery(waiting.annotate(number=Count("pk")).values("number")), 0))


def letters_to_post(request: SubjectRequest) -> int:
    """How many are to be posted, of a request that was read `with_post`."""
    found: int = getattr(request, "to_post", 0)
    return found
