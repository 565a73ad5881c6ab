"""A person as the stores of the map can find them: every number, address and name by which something may be theirs."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import CharField, QuerySet

from candor.kernel.db.prepared import PreparedOfMany
from candor.kernel.registries.personal_data import Subject
from candor.people.models import Identifier, IdentifierKind, Membership, Person, PersonName, StaffMember

PORTION = 500


def subject_of(person: Person) -> Subject:
    """The person with every record that was merged into theirs. An address that somebody else has too is left out:
    what stands under a shared mailbox is not known to be theirs alone.
    """
    numbers = list(_merged_records(person.pk))
    addresses = _addresses_of(numbers)
    return Subject(person.pk, tuple(numbers[1:]), tuple(sorted(addresses)), tuple(sorted(_names_of(numbers))))


def known_by(numbers: Collection[int]) -> tuple[set[int], set[str]]:
    """Every number and address of any of these people, shared addresses too. A query for each generation, one more."""
    found, generation = set(numbers), set(numbers)
    while generation:
        merged = Person.objects.filter(merged_into__in=generation).values_list("pk", flat=True)
        generation = set(merged) - found
        found |= generation
    written = Identifier.objects.filter(person__in=found).values_list("value", "written")
    return found, {text for texts in written for text in texts}


def _merged_records(number: int) -> Iterator[int]:
    """The record itself, then those that became part of it, and of those in turn. A query for each generation."""
    generation = [number]
    while generation:
        yield from generation
        generation = [number for (number,) in _MERGED.rows(generation)]


def _addresses_of(numbers: Collection[int]) -> set[str]:
    theirs = _IDENTIFIERS.rows(numbers)
    shared = _those_of_others(numbers, theirs)
    return {text for kind, value, written in theirs if (kind, value) not in shared for text in (value, written)}


def _those_of_others(numbers: Collection[int], theirs: Collection[tuple[str, str, str]]) -> set[tuple[str, str]]:
    """One query, by the index of kinds and values."""
    values = {value for _kind, value, _written in theirs}
    return {(kind, value) for kind, value, person in _HOLDERS.rows(values) if person not in numbers}


def _names_of(numbers: Collection[int]) -> set[str]:
    return {name for (name,) in _NAMES.rows(numbers)} - {""}


def _holders(values: Any) -> QuerySet[Any, Any]:
    kinds = IdentifierKind.values
    theirs = Identifier.objects.filter(kind__in=kinds, value__in=values, person__merged_into=None)
    return theirs.values_list("kind", "value", "person")


def _names(people: Any) -> QuerySet[Any, Any]:
    shown = Person.objects.filter(pk__in=people).values_list("name")
    return shown.union(PersonName.objects.filter(person__in=people).values_list("text"))


_MERGED: PreparedOfMany[Any] = PreparedOfMany(
    lambda records: Person.objects.filter(merged_into__in=records).order_by("pk").values_list("pk")
)
_IDENTIFIERS: PreparedOfMany[Any] = PreparedOfMany(
    lambda people: Identifier.objects.filter(person__in=people).values_list("kind", "value", "written")
)
_HOLDERS: PreparedOfMany[Any] = PreparedOfMany(_holders, CharField())
_NAMES: PreparedOfMany[Any] = PreparedOfMany(_names)


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
