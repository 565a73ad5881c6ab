"""A person as the stores of the map can find them: every number, address and name by which something may be theirs."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db.models import Q

from candor.kernel.registries.personal_data import Subject
from candor.people.models import Identifier, Membership, Person, PersonName, StaffMember

PORTION = 500


def subject_of(person: Person) -> Subject:
    """The person with every record that was merged into theirs. An address that somebody else has too is left out:
    what stands under a shared mailbox is not known to be theirs alone.
    """
    numbers = list(_merged_records(person.pk))
    addresses = _addresses_of(numbers)
    return Subject(person.pk, tuple(numbers[1:]), tuple(sorted(addresses)), tuple(sorted(_names_of(numbers))))


def _merged_records(number: int) -> Iterator[int]:
    """The record itself, then those that became part of it, and of those in turn. A query for each generation."""
    generation = [number]
    while generation:
        yield from generation
        generation = list(Person.objects.filter(merged_into__in=generation).order_by("pk").values_list("pk", flat=True))


def _addresses_of(numbers: Collection[int]) -> set[str]:
    theirs = Identifier.objects.filter(person__in=numbers)
    others = Q(person__merged_into=None) & ~Q(person__in=numbers)
    shared = set(Identifier.objects.filter(others, value__in=theirs.values("value")).values_list("kind", "value"))
    return {
        text
        for kind, value, written in theirs.values_list("kind", "value", "written")
        if (kind, value) not in shared
        for text in (value, written)
    }


def _names_of(numbers: Collection[int]) -> set[str]:
    shown = set(Person.objects.filter(pk__in=numbers).values_list("name", flat=True))
    return (shown | set(PersonName.objects.filter(person__in=numbers).values_list("text", flat=True))) - {""}


def texts_naming(numbers: Collection[int]) -> dict[int, set[str]]:
    """By person, the names, addresses and numbers under which others may speak of them. Three queries."""
    found: dict[int, set[str]] = {}
    names = Person.objects.filter(pk__in=numbers).values_list("pk", "name")
    further = PersonName.objects.filter(person__in=numbers).values_list("person", "text")
    for number, text in (*names, *further):
        found.setdefault(number, set()).add(text)
    reached = Identifier.objects.filter(person__in=numbers).values_list("person", "value", "written")
    for number, value, written in reached:
        found.setdefault(number, set()).update((value, written))
    return found


def staff_numbers() -> list[int]:
    """Everybody who works here or did."""
    return list(StaffMember.objects.order_by("pk").values_list("account__person", flat=True))


def colleagues_of(numbers: Collection[int]) -> Iterator[list[int]]:
    """Everybody who belongs or belonged to an organisation that these people belong or belonged to, some at a time."""
    organisations = Membership.objects.filter(person__in=numbers).values("organisation")
    theirs = Membership.objects.filter(organisation__in=organisations).exclude(person__in=numbers)
    last = 0
    while found := list(theirs.filter(person__gt=last).order_by("person").values_list("person", flat=True)[:PORTION]):
        yield found
        last = found[-1]
