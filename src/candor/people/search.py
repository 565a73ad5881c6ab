"""People are found by their names, addresses and numbers, and by their organisations' names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from candor.kernel.search import Document, register
from candor.people.models import Person

KIND = "people.person"


def documents(ids: Iterable[int]) -> Iterator[Document]:
    """The words of the people who still exist."""
    known = Person.objects.filter(pk__in=list(ids))
    for person in known.prefetch_related("names", "identifiers", "memberships__organisation"):
        yield Document(person.pk, title=person.name, body=" ".join(_words_about(person)))


def all_ids() -> Iterable[int]:
    return Person.objects.order_by("id").values_list("pk", flat=True).iterator(chunk_size=2000)


def _words_about(person: Person) -> Iterator[str]:
    yield from (name.text for name in person.names.all())
    yield from (identifier.written for identifier in person.identifiers.all())
    yield from (place.organisation.name for place in person.memberships.all() if place.ended_on is None)


register(KIND, documents=documents, all_ids=all_ids)
