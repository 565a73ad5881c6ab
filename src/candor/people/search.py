"""People are found by their names, addresses and numbers, organisations by their names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import phonenumbers
from django.utils.translation import gettext_lazy as _

from candor.kernel.search import Document, register
from candor.kernel.search.places import offer
from candor.people.models import Identifier, IdentifierKind, Organisation, Person
from candor.people.queries.finding import ORGANISATION, PERSON
from candor.people.queries.seeking import organisations_found, organisations_guessed, people_found, people_guessed


def people(ids: Iterable[int]) -> Iterator[Document]:
    for person in Person.objects.filter(pk__in=list(ids), merged_into=None).prefetch_related("names", "identifiers"):
        names = " ".join({person.name, *(name.text for name in person.names.all())})
        yield Document(person.pk, names, " ".join(_words_of(entry) for entry in person.identifiers.all()))


def organisations(ids: Iterable[int]) -> Iterator[Document]:
    for organisation in Organisation.objects.filter(pk__in=list(ids), merged_into=None):
        yield Document(organisation.pk, organisation.name, organisation.website)


def _words_of(identifier: Identifier) -> str:
    """An address as it is; a number with and without its country, each as one word, as people may type it."""
    if identifier.kind == IdentifierKind.EMAIL:
        return identifier.value
    number = phonenumbers.parse(identifier.value)
    national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    digits = "".join(character for character in national if character.isdigit())
    return f"{identifier.value.lstrip('+')} 00{identifier.value.lstrip('+')} {digits}"


def _ids_of(model: type[Person] | type[Organisation]) -> Iterable[int]:
    return model.objects.order_by("id").values_list("pk", flat=True).iterator(chunk_size=2_000)


register(PERSON, documents=people, all_ids=lambda: _ids_of(Person))
register(ORGANISATION, documents=organisations, all_ids=lambda: _ids_of(Organisation))
offer(PERSON, _("People"), "users", people_found, people_guessed)
offer(ORGANISATION, _("Organisations"), "building-2", organisations_found, organisations_guessed)
