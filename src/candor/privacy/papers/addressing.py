"""Where a letter about a request goes by post: to the address that came with it, else to one on file."""

from __future__ import annotations

from collections.abc import Iterator

from candor.kernel import instance
from candor.kernel.papers.letters import MOST_ADDRESS_LINES
from candor.people.public import Person, PostalAddress
from candor.privacy.models import RequestChannel, SubjectRequest
from candor.privacy.queries.deadlines import country
from candor.ui.public import locale_of

HOME = "DE"
"""The country of a house that has adopted no rules, as on its invoices."""


def known_name(request: SubjectRequest) -> str:
    """How they call themselves; "" where anybody can have typed that beside anybody's address."""
    is_typed = request.channel == RequestChannel.WEBSITE and request.identity_at is None
    return "" if is_typed else request.name


def postal_address_of(request: SubjectRequest) -> str:
    """The lines of the window, "" where no postal address is known."""
    given = [line.strip() for line in request.postal_address.splitlines() if line.strip()]
    if given:
        name = known_name(request)
        is_named = not name or given[0].casefold() == name.casefold()
        return "\n".join((given if is_named else [name, *given])[:MOST_ADDRESS_LINES])
    return next(iter(addresses_on_file(request)), "")


def addresses_on_file(request: SubjectRequest) -> list[str]:
    """Those of whoever asks, where that is certain, as they stand on an envelope. Two queries."""
    person = Person.objects.filter(pk=request.subject_number or 0, erased_at=None).first()
    if person is None:
        return []
    places = PostalAddress.objects.filter(person=person).order_by("pk")
    return [on_envelope(person.name, place) for place in places]


def on_envelope(name: str, place: PostalAddress) -> str:
    """The lines of the window. The country stands below, in capitals, where it is another one than ours."""
    return "\n".join(list(_lines(name, place, country().upper() or HOME))[-MOST_ADDRESS_LINES:])


def _lines(name: str, place: PostalAddress, home: str) -> Iterator[str]:
    yield from (line for line in (name, *place.lines.splitlines()) if line.strip())
    yield f"{place.postcode} {place.city}".strip()
    if place.country and place.country != home:
        yield str(locale_of(instance.current().language).territories.get(place.country, place.country)).upper()
