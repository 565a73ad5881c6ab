"""A person as the stores of the map can find them: every number, address and name by which something may be theirs."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from candor.kernel.registries.personal_data import Subject
from candor.people.models import Identifier, Person, PersonName


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
    theirs = list(Identifier.objects.filter(person__in=numbers).values_list("kind", "value", "written"))
    shared = _those_of_others(numbers, theirs)
    return {text for kind, value, written in theirs if (kind, value) not in shared for text in (value, written)}


def _those_of_others(numbers: Collection[int], theirs: Collection[tuple[str, str, str]]) -> set[tuple[str, str]]:
    """One query for each kind, by the index of kinds and values."""
    found: set[tuple[str, str]] = set()
    for kind in {kind for kind, _value, _written in theirs}:
        values = {value for own, value, _written in theirs if own == kind}
        others = Identifier.objects.filter(kind=kind, value__in=values, person__merged_into=None)
        found |= set(others.exclude(person__in=numbers).values_list("kind", "value"))
    return found


def _names_of(numbers: Collection[int]) -> set[str]:
    shown = set(Person.objects.filter(pk__in=numbers).values_list("name", flat=True))
    return (shown | set(PersonName.objects.filter(person__in=numbers).values_list("text", flat=True))) - {""}
