"""Erasures in the shape of pages: by state, with a name only as long as the person is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from candor.kernel.actor import Actor
from candor.people.public import Person
from candor.privacy.models import UNDER_WAY, Erasure, ErasureState
from candor.privacy.queries.registers import PAGE
from candor.privacy.rights import Words, takes_everything, words_of

GROUPS: Mapping[str, tuple[ErasureState, ...]] = {
    "planned": (ErasureState.PLANNING, ErasureState.PLANNED),
    "under-way": (ErasureState.CONFIRMED, *UNDER_WAY),
    "done": (ErasureState.DONE,),
}
NAMELESS = (ErasureState.COMPACTING, ErasureState.DONE, ErasureState.DROPPED)
"""Verified: whoever it was is told by nothing of ours any more, even where a contract keeps their record.

Who asked for less than erasure is known as long as they are there.
"""


@dataclass(frozen=True, slots=True)
class ErasureRow:
    """An erasure with the person it is about, None where they are gone."""

    erasure: Erasure
    person: Person | None

    @property
    def right(self) -> Words:
        """The right that was asked for, in words."""
        return words_of(self.erasure.right)


@dataclass(frozen=True, slots=True)
class ErasuresPage:
    """A page of them, the group that was asked for ("" for all) and the query of the next page, "" at the end."""

    rows: list[ErasureRow]
    group: str
    later: str


def erasures_page(actor: Actor, *, group: str, after: str) -> ErasuresPage:
    """The last planned first. Three queries."""
    erasures = Erasure.objects.visible_to(actor).exclude(state=ErasureState.DROPPED)
    group = group if group in GROUPS else ""
    if group:
        erasures = erasures.filter(state__in=GROUPS[group])
    mark = Erasure.objects.visible_to(actor).filter(ref=after).first() if after else None
    if mark is not None:
        erasures = erasures.filter(pk__lt=mark.pk)
    found = list(erasures.select_related("planned_by").order_by("-pk")[: PAGE + 1])
    shown = found[:PAGE]
    people = _people(actor, shown)
    later = f"?after={shown[-1].ref}{f'&state={group}' if group else ''}" if len(found) > PAGE else ""
    return ErasuresPage([ErasureRow(row, people.get(row.subject_number)) for row in shown], group, later)


def person_of(actor: Actor, erasure: Erasure) -> Person | None:
    """Whom it is about, as long as they have a name and, where everything was to go, it is not verified."""
    return _people(actor, [erasure]).get(erasure.subject_number)


def open_erasure_of(actor: Actor, person_id: int) -> Erasure | None:
    """The erasure of a person that is planned or under way."""
    ended = (ErasureState.DONE, ErasureState.DROPPED)
    return Erasure.objects.visible_to(actor).filter(subject_number=person_id).exclude(state__in=ended).first()


def _people(actor: Actor, erasures: Iterable[Erasure]) -> dict[int, Person]:
    numbers = [
        erasure.subject_number
        for erasure in erasures
        if erasure.state not in NAMELESS or not takes_everything(erasure.right)
    ]
    return {person.pk: person for person in Person.objects.visible_to(actor).filter(pk__in=numbers, erased_at=None)}
