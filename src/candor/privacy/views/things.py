"""Something that somebody wrote to us holds a request: one page for cases, sales mail and whatever else holds words.

The slices above say which thing it is and who wrote it, after they have asked whether the actor may work on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from candor.kernel import instance
from candor.kernel.http.request import Request
from candor.people.public import Person
from candor.privacy.actions.request_signs import Marked, dismiss_sign, make_request
from candor.privacy.forms_asking import ThingRequestForm, kind_choices
from candor.privacy.models import RequestChannel, RequestKind, RequestSign
from candor.privacy.views.new_request import moment_of
from candor.ui.public import page


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing of an upper floor, as the page shows it, with what is told about the words that it began with."""

    row: Model
    person: Person
    title: str
    page: str
    """Where to go back to."""
    verb: str
    """The address of this page."""
    came_from: str
    arrived_at: datetime
    channel: RequestChannel


def make_thing_a_request(request: Request, thing: Thing) -> HttpResponse:
    """Which right, and since when: what the words look like is chosen already."""
    sign = RequestSign.objects.about(thing.row._meta.label_lower, thing.row.pk).open().first()
    arrived_at = sign.arrived_at if sign is not None else thing.arrived_at
    day = arrived_at.astimezone(ZoneInfo(instance.current().time_zone)).date()
    initial = {"kind": sign.kind if sign is not None else "", "received_on": day}
    form = ThingRequestForm(request.POST if request.method == "POST" else None, initial=initial)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return page(
            request, "privacy/tech/thing_request.html", status=status, form=form, thing=thing, kinds=kind_choices()
        )
    clean = form.cleaned_data
    received_at = arrived_at if clean["received_on"] == day else moment_of(clean["received_on"])
    marked = Marked(RequestKind(clean["kind"]), received_at, thing.channel, thing.came_from, clean["said"])
    made = make_request(thing.row, thing.person, marked, by=request.actor)
    told = _("The privacy office has it now: request %(number)s.")
    messages.success(request, told % {"number": made.number})
    return _back(thing)


def thing_is_no_request(request: Request, thing: Thing) -> HttpResponse:
    """The words are none, whatever they look like."""
    if dismiss_sign(thing.row, request.POST.get("sign", ""), by=request.actor):
        messages.success(request, _("Noted: it is no privacy request."))
    else:
        messages.info(request, _("Somebody has settled this already."))
    return _back(thing)


def _back(thing: Thing) -> HttpResponse:
    answer = HttpResponseRedirect(thing.page)
    answer.status_code = 303
    return answer
