"""Telling customers what is new in their cases. Called in the transaction of the action that gives reason to it.

Whose case it is and, where it is an organisation's, its super customers, and who got a copy of our reply: each letter
is marked for them until they look. Nobody is told of their own words. These are no acts of anybody, so no facts are
recorded of them, except that somebody changed how they want to be told.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import BigIntegerField, QuerySet

from candor.helpdesk.models import LetterSettings, Message, MessageKind, SentCopy, Ticket, Told, UnreadLetter
from candor.helpdesk.rules.telling import digest_moment, mail_moment
from candor.kernel import clock, instance
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.db.inserting import insert
from candor.kernel.db.prepared import Given, GivenMany, Prepared
from candor.people.public import Membership, Person, people_by_ids

WANTS_OTHERWISE = Prepared(
    lambda: LetterSettings.objects.filter(person=Given("person", BigIntegerField())).exclude(answers=Told.EACH)
)
SETTINGS = Prepared(
    lambda count: LetterSettings.objects.filter(person__in=GivenMany("people", BigIntegerField(), count))
)

MOST_SUPERS = 100
"""Super customers of one organisation who are told of a letter."""


def tell_readers(message: Message) -> None:
    """A letter was written: it is unread for everybody who may read it, and read by who wrote it.

    Whoever gets copies is marked as unread what went to them; the mail that carried it tells them of it.
    """
    UnreadLetter.objects.filter(ticket=message.ticket_id, person=message.author_id).delete()
    tell_other_readers(message)


def tell_other_readers(message: Message) -> None:
    """The same of a ticket's first letter: whoever wrote it has nothing to read there yet."""
    ticket = message.ticket
    copied = _copied(message)
    readers = {ticket.requester_id, *_supers(ticket), *copied} - {message.author_id}
    if not readers:
        return
    settings = {row.person_id: row for row in SETTINGS.all(len(readers), people=list(readers))}
    for key, person in people_by_ids(readers).items():
        mail_at = None if key in copied else _mail_at(message, person, settings.get(key))
        insert(UnreadLetter(person_id=key, ticket=ticket, message=message, mail_at=mail_at))


def read_letters(ticket: Ticket, newest: Message, *, by: Actor) -> None:
    """Somebody was shown the case up to this letter. Writes where something was unread, else nothing."""
    unread = UnreadLetter.objects.arrived().filter(person=by.id, ticket=ticket, message__lte=newest.pk)
    if unread.exists():
        unread.delete()


def wants_each_answer(person_id: int | None) -> bool:
    """Does this person get our answers by mail one by one? So does everybody who has chosen nothing."""
    return person_id is None or not WANTS_OTHERWISE.is_there(person=person_id)


@transaction.atomic
def change_letter_settings(person: Person, answers: Told, colleagues: Told, *, by: Actor) -> None:
    """How the person wants to hear of letters from now on; what waits to be mailed against that is not mailed."""
    row, _made = LetterSettings.objects.get_or_create(person=person)
    if (row.answers, row.colleagues) == (answers, colleagues):
        return
    row.answers, row.colleagues = answers, colleagues
    row.save()
    own = UnreadLetter.objects.filter(person=person, ticket__requester=person)
    others = UnreadLetter.objects.filter(person=person).exclude(ticket__requester=person)
    for unread, told in ((own, answers), (others, colleagues)):
        if told == Told.NONE:
            unread.exclude(mail_at=None).update(mail_at=None)
    record("helpdesk.letters.settings_changed", row, by=by, answers=str(answers), colleagues=str(colleagues))


def _copied(message: Message) -> set[int]:
    """Whom we know of those who got our reply as a copy."""
    if message.kind != MessageKind.FROM_US:
        return set()
    copies = SentCopy.objects.filter(message=message, participant__person__isnull=False)
    return set(copies.values_list("participant__person", flat=True))


def _supers(ticket: Ticket) -> list[int]:
    if ticket.organisation_id is None:
        return []
    return [person for (person,) in SUPERS.rows(organisation=ticket.organisation_id)]


def _super_rows() -> QuerySet[Any, Any]:
    organisation = Given("organisation", BigIntegerField())
    supers = Membership.objects.filter(organisation=organisation, role=Membership.Role.SUPER, ended_on=None)
    return supers.order_by("id").values_list("person")[:MOST_SUPERS]


SUPERS = Prepared(_super_rows)


def _mail_at(message: Message, person: Person, settings: LetterSettings | None) -> datetime | None:
    """When this person is told of the letter by a mail of its own. An answer to their own case is mailed whole."""
    is_own = message.ticket.requester_id == person.pk
    chosen = settings or LetterSettings()
    match Told(chosen.answers if is_own else chosen.colleagues):
        case Told.EACH if is_own and message.kind == MessageKind.FROM_US:
            return None
        case Told.EACH:
            return mail_moment(clock.now(), _zone(person), None)
        case Told.DAILY:
            return digest_moment(clock.now(), _zone(person))
        case _:
            return None


def _zone(person: Person) -> ZoneInfo:
    return ZoneInfo(person.time_zone or instance.current().time_zone)
