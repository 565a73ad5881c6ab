"""Holds and locks in the shape of pages, and the questions that the rest of the house asks about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse

from candor.kernel import clock, instance
from candor.kernel.actor import Actor
from candor.privacy.holdable import Shown, holdables
from candor.privacy.models import Copy, Hold, Lock

PAGE = 50

Rows = list[Hold] | list[Lock] | list[Copy]


@dataclass(frozen=True, slots=True)
class HoldRow:
    """A hold with what it holds. `target` is None for something that its reader may not see or that is gone."""

    hold: Hold
    target: Shown | None
    kind: str
    is_due: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A page of rows and the query of the next one, "" at the end."""

    rows: list[HoldRow] | list[Lock] | list[Copy]
    later: str


def today() -> date:
    return clock.today(instance.current().time_zone)


def holds_page(actor: Actor, *, after: str) -> Page:
    """The standing holds, the one to be looked at first on top. Five queries at most."""
    holds = Hold.objects.visible_to(actor).standing()
    mark = holds.filter(ref=after).first() if after else None
    if mark is not None:
        holds = holds.filter(Q(review_on__gt=mark.review_on) | Q(review_on=mark.review_on, pk__gt=mark.pk))
    found = list(_joined(holds).order_by("review_on", "pk")[: PAGE + 1])
    return Page(_rows(actor, found[:PAGE]), _next(found, found[:PAGE]))


def lifted_holds_page(actor: Actor, *, after: str) -> Page:
    """The lifted ones, the last set first."""
    holds = Hold.objects.visible_to(actor).filter(lifted_at__isnull=False)
    mark = holds.filter(ref=after).first() if after else None
    if mark is not None:
        holds = holds.filter(pk__lt=mark.pk)
    found = list(_joined(holds).order_by("-pk")[: PAGE + 1])
    return Page(_rows(actor, found[:PAGE]), _next(found, found[:PAGE]))


def hold_row(actor: Actor, hold: Hold) -> HoldRow:
    """One hold with what it holds."""
    return _rows(actor, [hold])[0]


def locks_page(actor: Actor, *, after: str, lifted: bool) -> Page:
    """The register, the last entry first."""
    locks = Lock.objects.visible_to(actor).filter(lifted_at__isnull=not lifted)
    mark = locks.filter(ref=after).first() if after else None
    if mark is not None:
        locks = locks.filter(pk__lt=mark.pk)
    found = list(locks.select_related("person", "set_by").order_by("-pk")[: PAGE + 1])
    return Page(found[:PAGE], _next(found, found[:PAGE]))


def copies_page(actor: Actor, *, after: str) -> Page:
    """Copies of people's data, the last one asked for first. Two queries."""
    copies = Copy.objects.visible_to(actor)
    mark = copies.filter(ref=after).first() if after else None
    if mark is not None:
        copies = copies.filter(pk__lt=mark.pk)
    found = list(copies.select_related("person", "by").order_by("-pk")[: PAGE + 1])
    return Page(found[:PAGE], _next(found, found[:PAGE]))


def of_person(actor: Actor, person_id: int) -> tuple[list[Hold], list[Lock]]:
    """What stands about one person. Two queries."""
    holds = Hold.objects.visible_to(actor).standing().filter(person=person_id)
    locks = Lock.objects.visible_to(actor).standing().filter(person=person_id)
    return list(holds.order_by("pk")[:PAGE]), list(locks.order_by("pk")[:PAGE])


def review_dates(
    *, person: int | None = None, organisations: Iterable[int] = (), objects: tuple[str, Iterable[int]] = ("", ())
) -> tuple[date, ...]:
    """The review dates of every standing hold on any of these: what `decide` calls `holds`. One query.

    `objects` is a kind, such as `helpdesk.ticket`, with the numbers of rows.
    """
    kind, numbers = objects
    covered = Q(organisation__in=list(organisations)) | Q(object_kind=kind, object_id__in=list(numbers))
    if person is not None:
        covered |= Q(person=person)
    return tuple(Hold.objects.standing().filter(covered).order_by("review_on").values_list("review_on", flat=True))


def held_people() -> QuerySet[Hold, int | None]:
    """The numbers of all people on whom a hold stands, for use within another query."""
    return Hold.objects.standing().exclude(person=None).values_list("person", flat=True)


def held_organisations() -> QuerySet[Hold, int | None]:
    """The same of organisations."""
    return Hold.objects.standing().exclude(organisation=None).values_list("organisation", flat=True)


def held_objects(kind: str) -> QuerySet[Hold, int | None]:
    """The same of rows of another kind, such as `helpdesk.ticket`."""
    held = Hold.objects.standing().filter(object_kind=kind, object_id__isnull=False)
    return held.values_list("object_id", flat=True)


def is_locked(person: int) -> bool:
    """Whether the person's data may be stored and used for nothing else, read from the register."""
    return Lock.objects.standing().filter(person=person).exists()


def _joined(holds: QuerySet[Hold]) -> QuerySet[Hold]:
    return holds.select_related("person", "organisation", "set_by", "lifted_by")


def _rows(actor: Actor, holds: list[Hold]) -> list[HoldRow]:
    """Two queries for each kind of object among them."""
    day, kinds, shown = today(), holdables(), {}
    for kind in {hold.object_kind for hold in holds if hold.object_id is not None}:
        ids = [hold.object_id for hold in holds if hold.object_kind == kind and hold.object_id is not None]
        if kind in kinds:
            shown.update({(kind, number): thing for number, thing in kinds[kind].shown(actor, ids).items()})
    return [
        HoldRow(hold, _target(hold, shown), _kind(hold), hold.lifted_at is None and hold.review_on <= day)
        for hold in holds
    ]


def _target(hold: Hold, shown: dict[tuple[str, int], Shown]) -> Shown | None:
    if hold.person is not None:
        return Shown(hold.person.name, reverse("tech:person", args=[hold.person.ref]))
    if hold.organisation is not None:
        return Shown(hold.organisation.name, reverse("tech:organisation", args=[hold.organisation.ref]))
    return shown.get((hold.object_kind, hold.object_id or 0))


def _kind(hold: Hold) -> str:
    """An icon's name."""
    return "user" if hold.person_id else "building-2" if hold.organisation_id else "ticket"


def _next(found: Rows, page: Rows) -> str:
    return f"?after={page[-1].ref}" if len(found) > len(page) else ""
