"""People and organisations for the search page: by name, address, number however it is written, and nearly so."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from typing import TypeVar

from django.db.models import QuerySet
from django.urls import reverse

from candor.kernel.actor import Actor
from candor.kernel.search import best, newest
from candor.kernel.search.correcting import MANY, corrected
from candor.kernel.search.marking import Piece, marked, pattern_of
from candor.kernel.search.places import Hit, Listing
from candor.kernel.search.reading import Part, read, written
from candor.kernel.search.sought import sought_from, sought_in
from candor.people.models import Organisation, Person
from candor.people.queries.finding import ORGANISATION, PERSON, callers, organisations_of, primary_emails

MOST = 10
FEWEST_DIGITS = 3
"""From so many on a text may be a telephone number."""

Named = TypeVar("Named", Person, Organisation)
Visible = Callable[[], QuerySet[Named]]
"""Asked only when the index holds anything: mostly it does not."""


def people_found(typed: str, actor: Actor) -> Listing:
    """People whom the words mean: parts of names and addresses, and numbers however they are grouped."""
    visible = partial(Person.objects.visible_to, actor)
    found = _best(PERSON, read(typed), visible)
    if sum(character.isdigit() for character in typed) >= FEWEST_DIGITS:
        found += callers(typed, by=actor, most=MOST)
    return Listing(_person_hits(_each_once(found), typed))


def people_guessed(typed: str, actor: Actor) -> Listing:
    """People of whose name or address little more than what was typed is known, or whom it nearly means."""
    if beginning := callers(typed, by=actor, most=MOST):
        return Listing(_person_hits(beginning, typed))
    visible = partial(Person.objects.visible_to, actor)
    parts = _meant(PERSON, typed, visible)
    return Listing(_person_hits(_best(PERSON, parts, visible), written(parts)), written(parts))


def organisations_found(typed: str, actor: Actor) -> Listing:
    visible = partial(Organisation.objects.visible_to, actor)
    return Listing(_organisation_hits(_best(ORGANISATION, read(typed), visible), typed))


def organisations_guessed(typed: str, actor: Actor) -> Listing:
    """Organisations whose name is nearly what was typed."""
    visible = partial(Organisation.objects.visible_to, actor)
    parts = _meant(ORGANISATION, typed, visible)
    return Listing(_organisation_hits(_best(ORGANISATION, parts, visible), written(parts)), written(parts))


def _best(kind: str, parts: Sequence[Part], visible: Visible[Named]) -> list[Named]:
    sought = sought_from(parts)
    return best(kind, sought, partial(_read, visible), MOST).rows if sought else []


def _meant(kind: str, typed: str, visible: Visible[Named]) -> list[Part]:
    """Other words for those that name nobody whom the looker sees; [] where there are none."""

    def seen(word: str) -> int:
        sought = sought_in(word)
        return len(newest(kind, sought, partial(_read, visible), MANY).rows) if sought else 0

    return corrected(kind, read(typed), seen) or []


def _read(visible: Visible[Named], ids: Collection[int] | None, most: int) -> list[Named]:
    rows = visible().order_by("-pk")
    return list((rows if ids is None else rows.filter(pk__in=ids))[:most])


def _person_hits(people: Sequence[Person], sought: str) -> list[Hit]:
    ids = [person.pk for person in people]
    if not ids:
        return []
    emails, organisations = primary_emails(ids), organisations_of(ids)
    return [
        Hit(
            url=reverse("tech:person", args=[person.ref]),
            title=_marked(person.name, sought),
            sub=str(organisations.get(person.pk, "")),
            meta=emails.get(person.pk, ""),
            who=person.name,
        )
        for person in people
    ]


def _organisation_hits(found: Iterable[Organisation], sought: str) -> list[Hit]:
    return [
        Hit(reverse("tech:organisation", args=[each.ref]), _marked(each.name, sought), meta=each.website)
        for each in found
    ]


def _marked(name: str, typed: str) -> list[Piece]:
    sought = sought_in(typed)
    return marked(name, pattern_of(sought)) if sought else [Piece(name, is_hit=False)]


def _each_once(people: Iterable[Person]) -> list[Person]:
    return list({person.pk: person for person in people}.values())[:MOST]
