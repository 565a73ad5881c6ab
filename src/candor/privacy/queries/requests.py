"""Requests of people about their data, in the shape of the pages that show them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.people.public import Person, the_one_person_with
from candor.privacy.models import (
    UNDER_WAY,
    Copy,
    CopyState,
    Erasure,
    ErasureState,
    Lock,
    RefusedItem,
    RequestStep,
    SubjectRequest,
)
from candor.privacy.models.requests import SubjectRequestQuerySet
from candor.privacy.queries.deadlines import house_day

PAGE = 50
VIEWS = ("open", "overdue", "over")


@dataclass(frozen=True, slots=True)
class WantedRequests:
    """Which requests a list shows: a view, and of it one kind or state ("" for all)."""

    view: str = "open"
    kind: str = ""
    state: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request with its person, None while nobody is certain, or once they were erased."""

    request: SubjectRequest
    person: Person | None

    @property
    def name(self) -> str:
        """Whom it is about as far as we know: who it is, else as they called themselves."""
        return (self.person.name if self.person else "") or self.request.name or self.request.address


@dataclass(frozen=True, slots=True)
class RequestsPage:
    """One page of requests. `later` names the one after which the next page begins, or is ""."""

    rows: list[RequestRow]
    later: str


@dataclass(frozen=True, slots=True)
class Carriers:
    """What carries a request out: every plan, copy and lock that was made for it, the last one first."""

    erasures: list[Erasure]
    copies: list[Copy]
    locks: list[Lock]


def requests_page(actor: Actor, wanted: WantedRequests) -> RequestsPage:
    """A page of requests: those that are open by their due day, the others the last answered first. Three queries."""
    rows = _of_view(SubjectRequest.objects.visible_to(actor), wanted.view)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    mark = SubjectRequest.objects.visible_to(actor).filter(ref=wanted.after).first() if wanted.after else None
    is_over = wanted.view == "over"
    if mark is not None and is_over and mark.answered_at is not None:
        at = mark.answered_at
        rows = rows.filter(Q(answered_at__lt=at) | Q(answered_at=at, pk__lt=mark.pk))
    elif mark is not None:
        rows = rows.filter(Q(due_on__gt=mark.due_on) | Q(due_on=mark.due_on, pk__gt=mark.pk))
    found = list(rows.order_by(*(("-answered_at", "-pk") if is_over else ("due_on", "pk")))[: PAGE + 1])
    return RequestsPage(with_people(actor, found[:PAGE]), found[PAGE - 1].ref if len(found) > PAGE else "")


def requests_of_person(actor: Actor, person: int) -> list[SubjectRequest]:
    """Those of one person that the actor may see, the last one first. One query."""
    rows = SubjectRequest.objects.visible_to(actor).of_person(person)
    return list(rows.order_by("-pk")[:PAGE])


def with_people(actor: Actor, requests: list[SubjectRequest]) -> list[RequestRow]:
    """Each with its person as far as the actor sees them. One query."""
    numbers = [request.subject_number for request in requests if request.subject_number is not None]
    found = Person.objects.visible_to(actor).filter(erased_at=None).in_bulk(numbers) if numbers else {}
    return [RequestRow(request, found.get(request.subject_number or 0)) for request in requests]


def steps_of(request: SubjectRequest) -> list[RequestStep]:
    """Its history, from the beginning. One query."""
    return list(request.steps.select_related("by").order_by("pk"))


def refused_in(request: SubjectRequest) -> list[RefusedItem]:
    """What was refused or kept, each with its ground. One query."""
    return list(request.refused.order_by("pk"))


def carriers_of(request: SubjectRequest) -> Carriers:
    """What carries it out. Three queries."""
    erasures = Erasure.objects.filter(request=request).exclude(state=ErasureState.DROPPED).order_by("-pk")
    copies = Copy.objects.filter(request=request).order_by("-pk")
    locks = Lock.objects.filter(request=request).order_by("-pk")
    return Carriers(list(erasures[:PAGE]), list(copies[:PAGE]), list(locks[:PAGE]))


def open_carrier(request: SubjectRequest) -> bool:
    """Whether something that was begun for it is not done: skipped is not done."""
    begun = (ErasureState.PLANNING, ErasureState.PLANNED, ErasureState.CONFIRMED, *UNDER_WAY)
    if Erasure.objects.filter(request=request, state__in=begun).exists():
        return True
    return Copy.objects.filter(request=request, state__in=(CopyState.WAITING, CopyState.ASKED)).exists()


def suggested(actor: Actor, request: SubjectRequest) -> Person | None:
    """Whom the given address belongs to alone: a suggestion for the office, and no proof."""
    found = the_one_person_with(request.address) if "@" in request.address else None
    return Person.objects.visible_to(actor).filter(pk=found.pk).first() if found else None


def _of_view(rows: SubjectRequestQuerySet, view: str) -> SubjectRequestQuerySet:
    if view == "over":
        return rows.filter(answered_at__isnull=False)
    if view == "overdue":
        return rows.open().filter(due_on__lt=house_day(clock.now()), paused_since=None)
    return rows.open()
