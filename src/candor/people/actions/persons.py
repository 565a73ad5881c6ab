"""Adding people, and finding the one whom an address means."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock, search
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.db.inserting import insert
from candor.kernel.registries.restricted import is_restricted, is_shown_all
from candor.kernel.turns import one_at_a_time
from candor.people.actions.identifiers import Refused, add_first_identifier
from candor.people.identifiers import normalise
from candor.people.models import IdentifierKind, Person, PersonName
from candor.people.queries import find_by_identifier, whose_first_address_is
from candor.people.queries.finding import PERSON
from candor.people.rules.text import one_line, several_lines
from candor.people.sources import Source


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What is known of somebody when we first write them down. An empty name is filled from the address or number."""

    name: str
    email: str = ""
    phone: str = ""
    language: str = ""
    source: str = Source.STAFF
    time_zone: str = ""
    note: str = ""


@transaction.atomic
def add_person(new: NewPerson, *, by: Actor) -> Person:
    """Write a person down with their first address and number.

    Raises NotAnIdentifier for an unusable one, and Refused where a guard objects to storing it again.
    """
    name = one_line(new.name)[:200] or one_line(new.email or new.phone)[:200]
    person = Person(
        name=name,
        language=new.language,
        time_zone=new.time_zone,
        note=several_lines(new.note),
        source=new.source,
        created_at=clock.now(),
    )
    insert(person)
    insert(PersonName(person=person, kind=PersonName.Kind.PRESENT, text=name))
    record("people.person.added", person, by=by, source=str(new.source))
    written = ((IdentifierKind.EMAIL, new.email), (IdentifierKind.PHONE, new.phone))
    told = [(kind, text) for kind, text in written if text.strip()]
    for kind, text in told:
        add_first_identifier(person, kind, text, by=by)
    if not told:  # else the identifier has marked them
        search.changed(PERSON, person.pk)
    return person


@transaction.atomic
def find_or_add_by_email(name: str, email: str, *, by: Actor, source: str, language: str = "") -> Person:
    """The person who writes from this address, written down now where we know nobody.

    Two requests at once from a new address make one person. Raises NotAnIdentifier and Refused as `add_person` does.
    """
    value = normalise(IdentifierKind.EMAIL, email)
    known = whom_the_address_means(value, name)
    if known is None and one_at_a_time("people.person"):
        known = whom_the_address_means(value, name)
    if known is not None:
        _refuse_restricted(known, by)
        return known
    return add_person(NewPerson(name, email, language=language, source=source), by=by)


def _refuse_restricted(person: Person, by: Actor) -> None:
    """What reaches us by itself is stored; nobody who works here adds anything of their own accord."""
    if by.is_staff and not is_shown_all(by) and is_restricted(person.pk):
        raise Refused(_("This person's data is restricted: nothing may be added to it. Ask the privacy office."))


def whom_the_address_means(email: str, name: str) -> Person | None:
    """The person behind an address that may be a shared mailbox, or None where a new one has to be written down.

    One holder: that person. Several: the only one of this name, else the only one whose first address it is. Anything
    less certain would put one person's words into another's records.
    """
    holders = find_by_identifier(IdentifierKind.EMAIL, email)
    if len(holders) == 1:
        return holders[0]
    wanted = one_line(name).casefold()
    return _only([holder for holder in holders if holder.name.casefold() == wanted]) or _only(
        whose_first_address_is(email)
    )


def _only(people: list[Person]) -> Person | None:
    return people[0] if len(people) == 1 else None
