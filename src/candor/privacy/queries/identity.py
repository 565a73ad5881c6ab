"""What the office sees while it learns who asks: who it might be, how they are on file, what was tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from candor.kernel.actor import Actor
from candor.people.public import Identifier, IdentifierKind, Person, PostalAddress, find_by_identifier
from candor.privacy.identifiers_on_file import Second, seconds
from candor.privacy.models import IdentityCheck, IdentityProof, SubjectRequest

MOST_LIKE = 10


@dataclass(frozen=True, slots=True)
class Likely:
    """Somebody whom the request may be about. `has_address`: the address that was given is on file with them."""

    person: Person
    has_address: bool


@dataclass(frozen=True, slots=True)
class OnFile:
    """The ways to reach one person, as we had them before the request."""

    person: Person
    mailboxes: Sequence[Identifier]
    shared: frozenset[str]
    """Those of the mailboxes that several people have: a link to them shows nothing."""
    numbers: Sequence[Identifier]
    places: Sequence[PostalAddress]
    seconds: Sequence[Second]


def who_it_might_be(actor: Actor, request: SubjectRequest) -> list[Likely]:
    """Holders of the address that was given, then people of exactly the name: suggestions, no proof. Two queries."""
    visible = Person.objects.visible_to(actor)
    kind = IdentifierKind.EMAIL if "@" in request.address else IdentifierKind.PHONE
    holders = {person.pk for person in find_by_identifier(kind, request.address)} if request.address else set()
    wanted = Q(pk__in=holders)
    if request.name:
        wanted |= Q(name__iexact=request.name)
    found = visible.filter(wanted).order_by("name", "pk")[:MOST_LIKE] if holders or request.name else []
    likely = [Likely(person, person.pk in holders) for person in found]
    return sorted(likely, key=lambda one: not one.has_address)


def on_file(person: Person) -> OnFile:
    """How the person is reached by what stands on file. Three queries."""
    entries = list(Identifier.objects.filter(person=person).order_by("-is_primary", "pk"))
    values = [entry.value for entry in entries]
    others = Identifier.objects.filter(value__in=values, person__merged_into=None).exclude(person=person)
    return OnFile(
        person=person,
        mailboxes=[entry for entry in entries if entry.kind == IdentifierKind.EMAIL],
        shared=frozenset(others.values_list("value", flat=True)),
        numbers=[entry for entry in entries if entry.kind == IdentifierKind.PHONE],
        places=list(PostalAddress.objects.filter(person=person).order_by("pk")),
        seconds=list(seconds().values()),
    )


def checks_of(actor: Actor, request: SubjectRequest) -> list[IdentityCheck]:
    """What was tried, the last first. One query."""
    rows = IdentityCheck.objects.visible_to(actor).filter(request=request)
    return list(rows.select_related("by").order_by("-pk"))


def waiting_letter(checks: Sequence[IdentityCheck]) -> IdentityCheck | None:
    """The letter whose code is awaited."""
    waiting = (one for one in checks if one.way == IdentityProof.LETTER and not (one.passed_at or one.failed_at))
    return next(waiting, None)
