"""Whom an issue is for: everybody on its list, or those of them who belong to a segment; and in numbers, why the
others of the segment get nothing. A segment gives nobody a right: it only leaves people out.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from candor.business.public import BrokenAudience, people_in
from candor.kernel.actor import JOB
from candor.kernel.registries.restricted import OUTSIDERS, without
from candor.mail.public import dead_among
from candor.newsletters.models import Issue, MailingList, Subscription
from candor.newsletters.models.lists import ChoiceQuerySet
from candor.people.public import Identifier, IdentifierKind, Person
from candor.privacy.public import ConsentDeed, ConsentEvent, suppressed_among


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many people an audience has, and what becomes of them: each one is counted once."""

    people: int
    may: int
    no_address: int
    no_right: int
    objected: int
    returned: int
    restricted: int


def readers_for(issue: Issue) -> ChoiceQuerySet:
    """The standing subscriptions that the issue goes to; none where its segment asks for what is gone."""
    rows = Subscription.objects.standing().filter(list=issue.list_id)
    if issue.audience is None:
        return rows
    try:
        return rows.filter(identifier__person__in=people_in(issue.audience).order_by().values("pk"))
    except BrokenAudience:
        return rows.none()


def is_broken(issue: Issue) -> bool:
    """Whether its segment asks for something that there is no longer: nobody gets it then."""
    if issue.audience is None:
        return False
    try:
        people_in(issue.audience)
    except BrokenAudience:
        return True
    return False


def numbers_of(issue: Issue) -> Numbers:
    """Who of the audience gets it and why the others do not. Seven queries and one for each 5,000 addresses."""
    population = _population(issue)
    people = set(population.values_list("pk", flat=True))
    readers = dict(readers_for(issue).values_list("identifier__person", "identifier__value"))
    others = _addresses_of(population, people - readers.keys())
    closed = suppressed_among({*readers.values(), *others.values()})
    dead = set(dead_among(set(readers.values()), by=JOB).values_list("address", flat=True))
    free = set(
        without(Person.objects.filter(pk__in=population.values("pk")), "pk", actor=OUTSIDERS).values_list(
            "pk", flat=True
        )
    )
    known = _Known(readers, others, free, closed, dead, _said_no(issue.list, population))
    tally = dict.fromkeys(Numbers.__dataclass_fields__, 0)
    for person in people:
        tally[known.becomes(person)] += 1
    return Numbers(**(tally | {"people": len(people)}))


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of an audience's people: addresses by person, and who or which address is in which state."""

    readers: Mapping[int, str]
    others: Mapping[int, str]
    free: Set[int]
    closed: Set[str]
    dead: Set[str]
    said_no: Set[int]

    def becomes(self, person: int) -> str:
        address = self.readers.get(person) or self.others.get(person)
        is_reader = person in self.readers
        if address is None:
            return "no_address"
        if person not in self.free:
            return "restricted"
        if address in self.closed or (not is_reader and person in self.said_no):
            return "objected"
        if not is_reader:
            return "no_right"
        return "returned" if address in self.dead else "may"


def _population(issue: Issue) -> QuerySet[Person]:
    """The segment's people; without one, everybody who ever chose the list."""
    if issue.audience is not None:
        try:
            return people_in(issue.audience).order_by()
        except BrokenAudience:
            return Person.objects.none()
    chose: Any = Subscription.objects.filter(list=issue.list_id).values("identifier__person")
    were_on = ConsentEvent.objects.filter(topic=issue.list.topic).values("person")
    return Person.objects.filter(Q(pk__in=chose) | Q(pk__in=were_on), erased_at=None).order_by()


def _addresses_of(population: QuerySet[Person], wanted: set[int]) -> dict[int, str]:
    """Where each would be written to: their first address."""
    rows = Identifier.objects.filter(person__in=population.values("pk"), kind=IdentifierKind.EMAIL)
    found: dict[int, str] = {}
    for person, value in rows.order_by("-is_primary", "id").values_list("person", "value"):
        if person in wanted:
            found.setdefault(person, value)
    return found


def _said_no(each: MailingList, population: QuerySet[Person]) -> set[int]:
    no = (ConsentDeed.WITHDRAWN, ConsentDeed.OBJECTED)
    events = ConsentEvent.objects.filter(topic=each.topic, deed__in=no, person__in=population.values("pk"))
    return set(events.values_list("person", flat=True))
