"""What a customer sees of the help desk: their cases, each an exchange of letters.

Internal notes never pass here. Who gets copies of our replies sees the letters that were sent to them and their own.
Who has proven no address yet sees only what they wrote themselves (security.md, row 4): otherwise anybody could open a
case in another's name and read what is answered to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import BigIntegerField, CharField, DateTimeField, Exists, Model, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404

from candor.helpdesk.actions.merging import end_of
from candor.helpdesk.models import (
    Attachment,
    Message,
    MessageKind,
    MovedMessage,
    Participant,
    SentCopy,
    Status,
    Ticket,
    UnreadLetter,
)
from candor.helpdesk.models.following import ParticipantQuerySet
from candor.helpdesk.models.tickets import TicketQuerySet
from candor.helpdesk.queries.times import asks_for_word, shows_times
from candor.helpdesk.restricting import covered, readable, told_to
from candor.kernel import clock
from candor.kernel.actor import Actor, ActorKind
from candor.kernel.db.prepared import Given, Prepared, anyone_like
from candor.kernel.registries.restricted import without, without_restricted
from candor.people.public import Identifier, IdentifierKind

PAGE = 25
MOST_UNREAD = 100
"""More unread cases than these are not told apart: nobody reads the figure beyond."""

Found = TypeVar("Found", bound=Model)
NOW, REF = Given("now", DateTimeField()), Given("ref", CharField())


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever reads in the Customer Center.

    `is_proven`: an e-mail address has been shown to be theirs. `gets_copies`: at such an address, of others' cases.
    `at`: the moment of reading where a prepared query leaves it open; else it is now, whenever that is.
    """

    actor: Actor
    is_proven: bool
    gets_copies: bool = False
    at: Given | None = None

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


@dataclass(frozen=True, slots=True)
class Unread:
    """The cases with letters that somebody has not read: their own, those of their organisations, and those of which
    they get copies.
    """

    own: frozenset[int]
    others: frozenset[int]
    copies: frozenset[int]

    @property
    def all(self) -> frozenset[int]:
        return self.own | self.others | self.copies


def reader(actor: Actor) -> Reader:
    """The actor in the role of a customer: staff see their own cases here and nobody else's. One query."""
    proven = PROVEN.rows(person=actor.id)
    return Reader(_as_customer(actor), is_proven=bool(proven), gets_copies=any(copied for (copied,) in proven))


def _proven_with_copies() -> QuerySet[Identifier, Any]:
    copied = Participant.objects.copied().filter(
        person=OuterRef("person"), address=OuterRef("value"), ticket__binned_at=None
    )
    proven = _proven(Given("person", BigIntegerField()))
    return proven.annotate(gets_copies=Exists(copied)).values_list("gets_copies")


PROVEN = Prepared(_proven_with_copies)


def has_proven_address(person_id: int) -> bool:
    """Has an e-mail address been shown to be theirs?"""
    return _proven(person_id).exists()


def own_cases(me: Reader) -> TicketQuerySet:
    return _visible(me).filter(requester=me.person_id)


def organisation_cases(me: Reader) -> TicketQuerySet:
    """The cases of the organisations whose super customer this is; none for everybody else."""
    return _visible(me).filter(organisation__in=me.actor.organisation_ids)


def copied_cases(me: Reader) -> TicketQuerySet:
    """The cases of others of which this person gets copies."""
    copied = Ticket.objects.filter(pk__in=_my_copies(me).values("ticket"), binned_at=None)
    return without_restricted(copied, me.actor)


def has_every_letter(ticket: Ticket, me: Reader) -> bool:
    """Is it their own case or their organisation's? Who only gets copies sees those, and neither closes nor reopens."""
    return ticket.requester_id == me.person_id or ticket.organisation_id in me.actor.organisation_ids


def unread_of(actor: Actor) -> Unread:
    """What this person has not read yet, told apart by whose case it is. One query, of a hundred rows at most."""
    rows = UNREAD.rows(anyone_like(_as_customer(actor)), me=actor.id, now=clock.now())
    own = frozenset(ticket for ticket, requester, _of in rows if requester == actor.id)
    others = frozenset(ticket for ticket, _requester, of in rows if of in actor.organisation_ids) - own
    return Unread(own, others, frozenset(ticket for ticket, *_rest in rows) - own - others)


def _unread(actor: Actor) -> QuerySet[UnreadLetter, Any]:
    proven = Identifier.objects.filter(person=OuterRef("person"), kind=IdentifierKind.EMAIL, verified_at__isnull=False)
    marks = UnreadLetter.objects.visible_to(actor).arrived(NOW).filter(Exists(proven))
    return marks.values_list("ticket", "ticket__requester", "ticket__organisation").distinct()[:MOST_UNREAD]


UNREAD = Prepared(_unread)
"""Every page of a customer asks for it."""


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
    return _or_404(CASE, me, ref)


def own_case_for(me: Reader, ref: str) -> Ticket:
    """A case that the reader may close and reopen, or 404."""
    return _or_404(OWN_CASE, me, ref)


def letters_for(me: Reader) -> QuerySet[Message]:
    """Every letter that the reader may see, whichever case it is in; a page of one case's is cut from it.

    Show them `covered`: what restricted people wrote is among them.
    """
    return told_to(_letters(me), me.actor)


def letters_in(ticket: Ticket, me: Reader) -> list[Message]:
    """The letters of a case that the reader may see, oldest first, with their authors and files."""
    files = Prefetch("attachments", Attachment.objects.select_related("file").order_by("id"))
    letters = _whole(me) if has_every_letter(ticket, me) else _copied(me)
    its_own = letters.filter(_stands_in(Ticket.objects.filter(pk=ticket.pk)))
    return covered(told_to(its_own, me.actor).select_related("author").prefetch_related(files).order_by("id"))


def joined_with(me: Reader, ticket: Ticket) -> Ticket | None:
    """The case in which a merged one lives on, if the reader may see that one."""
    if ticket.merged_into_id is None:
        return None
    return _visible(me).select_related("queue").filter(pk=end_of(ticket).pk).first()


def readable_letters(me: Reader) -> QuerySet[Message]:
    """Every letter of a case that is the reader's own or their organisation's, by people who are not restricted."""
    return readable(_whole(me), me.actor)


def letter_for(me: Reader, ref: str) -> Message:
    """One letter by its reference, or 404."""
    return _or_404(LETTER, me, ref)


def attachment_for(me: Reader, ref: str) -> Attachment:
    """A file of a letter that the reader may see, by the file's reference, or 404."""
    return _or_404(ATTACHMENT, me, ref)


def _or_404(rows: Prepared[Found], me: Reader, ref: str) -> Found:
    like_me = replace(me, actor=anyone_like(me.actor), at=NOW)
    found = rows.one(like_me, me=me.actor.id, now=clock.now(), ref=ref)
    if found is None:
        raise Http404
    return found


def _attachment(me: Reader) -> QuerySet[Attachment]:
    files = without_restricted(Attachment.objects.select_related("file"), me.actor)
    return files.filter(file__ref=REF, message__in=_letters(me))


def _the_one(cases: TicketQuerySet) -> TicketQuerySet:
    rows = cases.select_related("requester", "organisation", "queue", "category").filter(ref=REF)
    return rows.annotate(has_times=shows_times(), asks_for_word=asks_for_word())


CASE = Prepared(lambda me: _the_one(_visible(me) | copied_cases(me)))
OWN_CASE = Prepared(lambda me: _the_one(_visible(me)))
LETTER = Prepared(lambda me: readable(_letters(me), me.actor).filter(ref=REF))
ATTACHMENT = Prepared(_attachment)


def _proven(person_id: int | Given | None) -> QuerySet[Identifier]:
    return Identifier.objects.filter(person=person_id, kind=IdentifierKind.EMAIL, verified_at__isnull=False)


def _as_customer(actor: Actor) -> Actor:
    return replace(actor, kind=ActorKind.CUSTOMER, permissions=frozenset())


def _visible(me: Reader) -> TicketQuerySet:
    visible = Ticket.objects.visible_to(me.actor)
    return visible if me.is_proven else visible.filter(requester=me.person_id)


def _letters(me: Reader) -> QuerySet[Message]:
    """Every letter that the reader may see, of whichever case."""
    return _whole(me).filter(_stands_in(_visible(me))) | _copied(me)


def _whole(me: Reader) -> QuerySet[Message]:
    """The letters of cases that are the reader's to see."""
    letters = _sent(me)
    return letters if me.is_proven else letters.filter(author=me.person_id)


def _copied(me: Reader) -> QuerySet[Message]:
    """The letters that went to the reader as copies, and what they wrote themselves in such cases."""
    mine = _my_copies(me)
    sent = SentCopy.objects.filter(participant__in=mine).values("message")
    return _sent(me).filter(Q(pk__in=sent) | Q(author=me.person_id, ticket__in=mine.values("ticket")))


def _sent(me: Reader) -> QuerySet[Message]:
    """What has left us for good: a reply that can still be taken back is not the customer's yet."""
    return Message.objects.exclude(kind=MessageKind.INTERNAL).exclude(time_to_undo__until__gt=me.at or clock.now())


def _stands_in(cases: QuerySet[Ticket]) -> Q:
    """Letters of these cases; those of a merged one are still its own, though they stand in the other case now."""
    moved = MovedMessage.objects.filter(merge__undone_at=None, merge__source__in=cases).values("message")
    return Q(ticket__in=cases) | Q(pk__in=moved)


def _my_copies(me: Reader) -> ParticipantQuerySet:
    """Where the reader gets copies at an address that is shown to be theirs: another's address opens nothing."""
    proven = Identifier.objects.filter(
        person=me.person_id, kind=IdentifierKind.EMAIL, verified_at__isnull=False
    ).values("value")
    mine = Participant.objects.copied().filter(person=me.person_id, address__in=proven, ticket__binned_at=None)
    return without(mine, "ticket__requester", actor=me.actor)


def _after(changed_at: datetime, row_id: int) -> Q:
    return Q(changed_at__lt=changed_at) | Q(changed_at=changed_at, id__lt=row_id)
