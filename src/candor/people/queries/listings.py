"""Long lists, a page at a time. Pages are cut by name and id (keyset), so the last one is as quick as the first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet

from candor.kernel.actor import Actor
from candor.kernel.registries.restricted import without_restricted
from candor.kernel.search import matching
from candor.people.models import Membership, Organisation, Person
from candor.people.queries.finding import ORGANISATION, callers, organisations_of, primary_emails

PAGE = 50
MOST_FOUND = 50

Named = TypeVar("Named", Person, Organisation)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list."""

    ref: str
    name: str
    sub: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list and the addresses of its neighbours, "" where there is none."""

    rows: list[Row]
    earlier: str = ""
    later: str = ""


def people_page(actor: Actor, asked: Mapping[str, str], *, most: int = PAGE) -> Listing:
    """Everybody whom the actor may see, by name. Four queries, however many there are."""
    people, earlier, later = _cut(Person.objects.visible_to(actor), asked, most)
    return Listing(_people_rows(people), earlier, later)


def people_found(typed: str, *, by: Actor, most: int = MOST_FOUND) -> Listing:
    return Listing(_people_rows(callers(typed, by=by, most=most)))


def organisations_page(actor: Actor, asked: Mapping[str, str], *, most: int = PAGE) -> Listing:
    organisations, earlier, later = _cut(Organisation.objects.visible_to(actor), asked, most)
    return Listing(_organisation_rows(organisations, actor), earlier, later)


def organisations_found(typed: str, *, by: Actor, most: int = MOST_FOUND) -> Listing:
    """Organisations with the words that were typed in their name, the newest first."""
    found = matching(ORGANISATION, typed, Organisation.objects.visible_to(by))
    return Listing(_organisation_rows(found[:most], by))


def members_of(organisation: Organisation, *, by: Actor) -> list[Membership]:
    """Who belongs to the organisation today, by name."""
    present = _present(organisation, by)
    return list(present.order_by("person__name", "person_id"))


def members_page(organisation: Organisation, *, by: Actor, after: str, most: int) -> tuple[list[Membership], str]:
    """A page of the members by name, and the person after whom the next one begins ("" at the end). Two queries."""
    present = _present(organisation, by)
    mark = Person.objects.filter(ref=after).first() if after else None
    if mark is not None:
        present = present.filter(Q(person__name__gt=mark.name) | Q(person__name=mark.name, person_id__gt=mark.pk))
    found = list(present.order_by("person__name", "person_id")[: most + 1])
    return found[:most], found[most - 1].person.ref if len(found) > most else ""


def _present(organisation: Organisation, by: Actor) -> QuerySet[Membership]:
    return without_restricted(organisation.memberships.filter(ended_on=None).select_related("person"), by)


def _people_rows(people: Iterable[Person]) -> list[Row]:
    people = list(people)
    ids = [person.pk for person in people]
    emails, organisations = primary_emails(ids), organisations_of(ids)
    return [
        Row(person.ref, person.name, emails.get(person.pk, ""), str(organisations.get(person.pk, "")))
        for person in people
    ]


def _organisation_rows(organisations: Iterable[Organisation], by: Actor) -> list[Row]:
    organisations = list(organisations)
    members = dict(
        without_restricted(Membership.objects.filter(organisation__in=organisations, ended_on=None), by)
        .values_list("organisation")
        .annotate(number=Count("id"))
    )
    return [
        Row(organisation.ref, organisation.name, organisation.website, str(members.get(organisation.pk, 0)))
        for organisation in organisations
    ]


def _cut(rows: QuerySet[Named], asked: Mapping[str, str], most: int) -> tuple[list[Named], str, str]:
    """The page that `after` or `before` (a row's ref) asks for, and the queries of the pages around it."""
    backwards = "before" in asked
    mark = rows.filter(ref=asked.get("before") or asked.get("after", "")).first()
    order = ("-name", "-id") if backwards else ("name", "id")
    beyond = _beyond(mark, backwards=backwards) if mark else Q()
    found = list(rows.filter(beyond).order_by(*order)[: most + 1])
    has_more, page = len(found) > most, found[:most]
    if backwards:
        page.reverse()
    has_earlier, has_later = (has_more, True) if backwards else (mark is not None, has_more)
    return page, _query("before", page[:1], has_earlier), _query("after", page[-1:], has_later)


def _beyond(mark: Any, *, backwards: bool) -> Q:
    if backwards:
        return Q(name__lt=mark.name) | Q(name=mark.name, id__lt=mark.pk)
    return Q(name__gt=mark.name) | Q(name=mark.name, id__gt=mark.pk)


def _query(name: str, rows: list[Named], there: bool) -> str:  # noqa: FBT001 - a fact about the list, not a switch
    return f"?{urlencode({name: rows[0].ref})}" if rows and there else ""
