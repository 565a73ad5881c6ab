"""The Account Manager: what is held about oneself in the Customer Center, and the same for the privacy office."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from candor.kernel import instance
from candor.kernel.access_log import looked_at
from candor.kernel.http.request import Request
from candor.people.public import Person, role_of, subject_of
from candor.privacy import access
from candor.privacy.account_manager import slots
from candor.privacy.account_manager.items import items_of
from candor.privacy.account_manager.overview import GroupLine, KindLine, group_of_person, overview_of
from candor.privacy.exporting.held import held
from candor.privacy.exporting.reading import Tongue
from candor.privacy.queries.account_manager import what_is_shown
from candor.privacy.queries.received import received_by, received_in
from candor.privacy.rules.account_manager import Detail
from candor.ui.public import locale_of, page


@dataclass(frozen=True, slots=True)
class Reading:
    """Whose data is read, in which look, and how its pages are called. `is_own`: the person reads it themself."""

    person: Person
    face: str
    is_own: bool
    link: Callable[..., str]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.person.time_zone or instance.current().time_zone)

    @property
    def tongue(self) -> Tongue:
        return Tongue(locale_of(get_language() or "en"), self.zone)


@require_safe
def overview(request: Request) -> HttpResponse:
    """All groups, with how much there is and why."""
    return _overview(request, _own(request))


@require_safe
def group(request: Request, group: str) -> HttpResponse:
    """What there is most to see of a group."""
    return _group(request, _own(request), group, "")


@require_safe
def kind(request: Request, group: str, kind: str) -> HttpResponse:
    """One kind of record, the newest first."""
    return _group(request, _own(request), group, kind)


@require_safe
def seen_overview(request: Request, ref: str) -> HttpResponse:
    """What a customer sees, for the privacy office. Each look is noted for the person."""
    return _overview(request, _others(request, ref))


@require_safe
def seen_group(request: Request, ref: str, group: str) -> HttpResponse:
    return _group(request, _others(request, ref), group, "")


@require_safe
def seen_kind(request: Request, ref: str, group: str, kind: str) -> HttpResponse:
    return _group(request, _others(request, ref), group, kind)


def _own(request: Request) -> Reading:
    names = {0: "customer:me-data", 1: "customer:me-data-group", 2: "customer:me-data-kind"}
    return Reading(request.person, "customer", True, lambda *args: reverse(names[len(args)], args=args))


def _others(request: Request, ref: str) -> Reading:
    """Somebody else's, or 404; the look is noted."""
    person = access.person(request.actor, ref)
    if person is None:
        raise Http404
    looked_at(person.pk, about=person, by=request.actor, role=role_of(request))
    names = {0: "tech:privacy-seen-by-customer", 1: "tech:privacy-seen-group", 2: "tech:privacy-seen-kind"}
    return Reading(person, "tech", False, lambda *args: reverse(names[len(args)], args=[ref, *args]))


def _overview(request: Request, reading: Reading) -> HttpResponse:
    shown = what_is_shown()
    lines = overview_of(subject_of(reading.person), reading.zone, without=shown.hidden_groups)
    return page(
        request,
        "privacy/account/overview.html",
        reading=reading,
        shown=shown,
        groups=lines if shown.shows("empty") else [line for line in lines if line.kinds],
        rooms=slots.rooms(request.actor, reading.person) if reading.is_own else [],
        deeds=slots.overview_deeds(request.actor, reading.person) if reading.is_own else [],
    )


def _group(request: Request, reading: Reading, key: str, kind: str) -> HttpResponse:
    shown = what_is_shown()
    subject = subject_of(reading.person)
    found = group_of_person(subject, reading.zone, key) if shown.shows_group(key) else None
    if found is None:
        raise Http404
    chosen = _chosen(found, kind)
    if chosen is None:
        return page(
            request, "privacy/account/group.html", reading=reading, shown=shown, group=found, kinds=[], chosen=None
        )
    portion = items_of(subject, chosen.kind.table, reading.tongue, before=request.GET.get("before", "")[:200])
    here = reading.link(key, chosen.kind.key)
    return page(
        request,
        "privacy/account/group.html",
        reading=reading,
        shown=shown,
        group=found,
        kinds=_tabs(found, chosen, reading),
        chosen=chosen,
        items=portion.items,
        held=held([chosen.kind.key]),
        received=received_in(received_by(subject.numbers), key) if shown.shows(Detail.RECIPIENTS) else [],
        deeds=slots.item_deeds(request.actor, reading.person, portion.items) if reading.is_own else {},
        older_url=f"{here}?before={portion.older}" if portion.older else "",
        newer_url=here if request.GET.get("before") else "",
    )


def _chosen(found: GroupLine, kind: str) -> KindLine | None:
    """The kind that was asked for, else the first of which there is something. Raises 404 for one that is not there."""
    if not kind:
        return found.kinds[0] if found.kinds else None
    chosen = next((line for line in found.kinds if line.kind.key == kind), None)
    if chosen is None:
        raise Http404
    return chosen


def _tabs(found: GroupLine, chosen: KindLine, reading: Reading) -> list[dict[str, object]]:
    return [
        {
            "label": _("%(kind)s (more than %(n)d)") % {"kind": line.kind.name, "n": line.number}
            if line.is_more
            else line.kind.name,
            "url": reading.link(found.group.key, line.kind.key),
            "current": line is chosen,
            "count": None if line.is_more or line.at_least else line.number,
        }
        for line in found.kinds
    ]
