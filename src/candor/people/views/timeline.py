"""What happened with a person or an organisation, and noting more of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel.access_log import looked_at
from candor.kernel.http.request import Request
from candor.kernel.registries.timeline import Entry, Window, happened
from candor.people import access
from candor.people.actions import activities
from candor.people.actors import role_of
from candor.people.forms.activities import ActivityForm
from candor.people.timeline import ORGANISATION_PLACE, PERSON_PLACE
from candor.people.views.common import center_of, page_of_organisation, page_of_person, see_address, way_back
from candor.people.views.forms import FormPage, form_page, sent
from candor.ui.public import fragment, is_htmx, page

PAGE = 30


@require_safe
def person(request: Request, ref: str) -> HttpResponse:
    found = access.visible_person(request.actor, ref)
    looked_at(found.pk, about=found, by=request.actor, role=role_of(request))
    may_note = access.may_change(request.actor, found)
    return _timeline(request, PERSON_PLACE, found, may_note=may_note, of="person")


@require_safe
def organisation(request: Request, ref: str) -> HttpResponse:
    found = access.visible_organisation(request.actor, ref)
    may_note = request.actor.may("people.organisation.change")
    return _timeline(request, ORGANISATION_PLACE, found, may_note=may_note, of="organisation")


@require_http_methods(["GET", "HEAD", "POST"])
def note_activity(request: Request, ref: str) -> HttpResponse:
    """Write down a call, a meeting, a note."""
    found = access.changeable_person(request.actor, ref)
    form = ActivityForm(request.POST or None)
    words = FormPage(_("Note about %(name)s") % {"name": found.name}, _("Save note"), _after_noting(request, ref))

    def act(clean: dict[str, Any]) -> None:
        activities.note_activity(found, clean["kind"], clean["text"], at=clean["happened_at"], by=request.actor)

    if not sent(request, form, act):
        return form_page(request, form, words)
    messages.success(request, _("The note stands in the timeline."))
    return see_address(words.back)


@require_http_methods(["GET", "HEAD", "POST"])
def note_about_organisation(request: Request, ref: str) -> HttpResponse:
    found = access.changeable_organisation(request.actor, ref)
    form = ActivityForm(request.POST or None)
    back = page_of_organisation(request, ref)
    words = FormPage(
        _("Note about %(name)s") % {"name": found.name},
        _("Save note"),
        back,
        lead=_("What concerns one of its people belongs on their page."),
    )

    def act(clean: dict[str, Any]) -> None:
        note = activities.note_about_organisation
        note(found, clean["kind"], clean["text"], at=clean["happened_at"], by=request.actor)

    if not sent(request, form, act):
        return form_page(request, form, words)
    messages.success(request, _("The note stands in the timeline."))
    return see_address(words.back)


@require_POST
def remove_note(request: Request, ref: str, entry: str) -> HttpResponse:
    found = access.removable_note(request.actor, ref, entry)
    activities.remove_activity(found, by=request.actor)
    messages.success(request, _("The note is removed."))
    return see_address(page_of_organisation(request, ref))


@require_POST
def remove_activity(request: Request, ref: str, entry: str) -> HttpResponse:
    found = access.removable_activity(request.actor, ref, entry)
    activities.remove_activity(found, by=request.actor)
    messages.success(request, _("The note is removed."))
    return see_address(_after_noting(request, ref))


def _after_noting(request: Request, ref: str) -> str:
    """Sales' page shows the timeline as it is; in the Tech Center it has a page of its own."""
    timeline = reverse("tech:person-timeline", args=[ref])
    return page_of_person(request, ref) if center_of(request) == "business" else timeline


def _timeline(request: Request, place: str, found: Any, **context: Any) -> HttpResponse:
    entries = happened(place, request.actor, found, Window(PAGE + 1, mark_of(request.GET.get("before", ""))))
    kept = {"from": "business"} if center_of(request) == "business" else {}
    older = f"?{urlencode({'before': told(entries[PAGE - 1]), **kept})}" if len(entries) > PAGE else ""
    template, values = "people/tech/timeline.html", {"found": found, "entries": entries[:PAGE], "older": older}
    context |= {"center": center_of(request), "here": way_back(request)}
    if is_htmx(request):
        return fragment(request, f"{template}#entries", **values, **context)
    return page(request, template, **values, **context)


def told(entry: Entry) -> str:
    """An entry's place as it stands in an address."""
    return f"{entry.at.astimezone(UTC).isoformat()}~{entry.source}~{entry.id}"


def mark_of(text: str) -> tuple[datetime, str, int] | None:
    """The place that an address names; None, the newest, for what names none."""
    moment, _tilde, rest = text.partition("~")
    source, _tilde, number = rest.partition("~")
    try:
        at, numbered = datetime.fromisoformat(moment), int(number[:18])
    except ValueError:
        return None
    return (at, source, numbered) if at.tzinfo is not None and at.year > 1 else None
