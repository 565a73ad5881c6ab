"""What a customer sees of the help desk: their cases, each an exchange of letters.

Internal notes never pass here. Who has proven no address yet sees only what they wrote themselves (security.md, row 4):
otherwise anybody could open a case in another's name and read what is answered to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404

from candor.helpdesk.models import Attachment, Message, MessageKind, Status, Ticket
from candor.helpdesk.models.tickets import TicketQuerySet
from candor.kernel.actor import Actor, ActorKind
from candor.people.public import Identifier, IdentifierKind

PAGE = 25


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever reads in the Customer Center. `is_proven`: an e-mail address has been shown to be theirs."""

    actor: Actor
    is_proven: bool

    @property
    def person_id(self) -> int:
        if self.actor.id is None:
            raise Http404
        return self.actor.id


@dataclass(frozen=True, slots=True)
class Page:
    """One page of cases, newest change first. `older` names the case after which the next page begins, or is ""."""

    cases: Sequence[Ticket] = field(default_factory=list)
    older: str = ""


def reader(actor: Actor) -> Reader:
    """The actor in the role of a customer: staff see their own cases here and nobody else's."""
    as_customer = replace(actor, kind=ActorKind.CUSTOMER, permissions=frozenset())
    proven = Identifier.objects.filter(person=actor.id, kind=IdentifierKind.EMAIL, verified_at__isnull=False)
    return Reader(as_customer, proven.exists())


def own_cases(me: Reader) -> TicketQuerySet:
    return _visible(me).filter(requester=me.person_id)


def organisation_cases(me: Reader) -> TicketQuerySet:
    """The cases of the organisations whose super customer this is; none for everybody else."""
    return _visible(me).filter(organisation__in=me.actor.organisation_ids)


def waiting_for(me: Reader) -> Ticket | None:
    """The case that has waited longest for an answer of this person's own, or None."""
    return own_cases(me).filter(status=Status.WAITING_CUSTOMER).order_by("changed_at", "id").first()


def page_of(cases: TicketQuerySet, *, after: str = "", most: int = PAGE) -> Page:
    """A page of the cases by keyset; `after` is the reference of the last case of the page before."""
    ordered = cases.select_related("requester").order_by("-changed_at", "-id")
    mark = cases.filter(ref=after).values_list("changed_at", "id").first() if after else None
    if mark is not None:
        ordered = ordered.filter(_after(*mark))
    found = list(ordered[: most + 1])
    return Page(found[:most], found[most - 1].ref if len(found) > most else "")


def case_for(me: Reader, ref: str) -> Ticket:
    """A case that the reader may read and answer, or 404."""
    found = _visible(me).select_related("requester", "organisation", "queue", "category").filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def letters_for(me: Reader) -> QuerySet[Message]:
    """Every letter that the reader may see, whichever case it is in; a page of one case's is cut from it."""
    return _letters(me)


def letters_in(ticket: Ticket, me: Reader) -> list[Message]:
    """The letters of a case that the reader may see, oldest first, with their authors and files."""
    files = Prefetch("attachments", Attachment.objects.select_related("file").order_by("id"))
    return list(_letters(me).filter(ticket=ticket).select_related("author").prefetch_related(files).order_by("id"))


def letter_for(me: Reader, ref: str) -> Message:
    """One letter by its reference, or 404."""
    found = _letters(me).filter(ref=ref, ticket__in=_visible(me)).first()
    if found is None:
        raise Http404
    return found


def attachment_for(me: Reader, ref: str) -> Attachment:
    """A file of a letter that the reader may see, by the file's reference, or 404."""
    found = (
        Attachment.objects.select_related("file")
        .filter(file__ref=ref, message__in=_letters(me), message__ticket__in=_visible(me))
        .first()
    )
    if found is None:
        raise Http404
    return found


def _visible(me: Reader) -> TicketQuerySet:
    visible = Ticket.objects.visible_to(me.actor)
    return visible if me.is_proven else visible.filter(requester=me.person_id)


def _letters(me: Reader) -> QuerySet[Message]:
    letters = Message.objects.exclude(kind=MessageKind.INTERNAL)
    return letters if me.is_proven else letters.filter(author=me.person_id)


def _after(changed_at: datetime, row_id: int) -> Q:
    return Q(changed_at__lt=changed_at) | Q(changed_at=changed_at, id__lt=row_id)
