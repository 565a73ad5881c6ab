"""A person as the stores of the map can find them: every number, address and name by which something may be theirs."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Value

from candor.kernel.db.prepared import PreparedOfMany
from candor.kernel.registries.personal_data import Subject
from candor.people.models import Identifier, Membership, Person, PersonName, StaffMember

PORTION = 500


def subject_of(person: Person) -> Subject:
    """The person with every record that was merged into theirs. An address that somebody else has too is left out:
    what stands under a shared mailbox is not known to be theirs alone.
    """
    numbers = list(_merged_records(person.pk))
    addresses, names = _called(numbers)
    return Subject(person.pk, tuple(numbers[1:]), tuple(sorted(addresses)), tuple(sorted(names)))


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


def _called(numbers: Collection[int]) -> tuple[set[str], set[str]]:
    """Their addresses, but for those that others have too, and their names. One query."""
    addresses, names = set(), {""}
    for text, written, is_name, is_shared in _CALLED.rows(numbers):
        if is_name:
            names.add(text)
        elif not is_shared:
            addresses |= {text, written}
    return addresses, names - {""}


def _called_of(people: Any) -> QuerySet[Any, Any]:
    """Whether others have an address is asked by the index of kinds and values."""
    same = Identifier.objects.filter(kind=OuterRef("kind"), value=OuterRef("value"), person__merged_into=None)
    reached = Identifier.objects.filter(person__in=people).annotate(
        is_name=Value(False), is_shared=Exists(same.exclude(person__in=people))
    )
    as_name = {"written_as": Value(""), "is_name": Value(True), "is_shared": Value(False)}
    shown = Person.objects.filter(pk__in=people).annotate(**as_name)
    further = PersonName.objects.filter(person__in=people).annotate(**as_name)
    said = ("is_name", "is_shared")
    return reached.values_list("value", "written", *said).union(
        shown.values_list("name", "written_as", *said), further.values_list("text", "written_as", *said)
    )


_MERGED: PreparedOfMany[Any] = PreparedOfMany(
    lambda records: Person.objects.filter(merged_into__in=records).order_by("pk").values_list("pk")
)
_CALLED: PreparedOfMany[Any] = PreparedOfMany(_called_of)


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
