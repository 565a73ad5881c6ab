"""Work for a person, or by a colleague: the panel on their page fetches it, and it has a page of its own."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from candor.helpdesk.access import VIEW_ALL_QUEUES
from candor.helpdesk.models import TimeRecord
from candor.helpdesk.queries.times import MOST_OF_A_PERSON, times_of_person
from candor.helpdesk.views.shown_times import shown_time
from candor.kernel.access_log import looked_at
from candor.kernel.http.request import Request
from candor.people.public import Person, role_of
from candor.ui.public import fragment, is_htmx, page

TEMPLATE = "helpdesk/tech/times_of_person.html"


@require_safe
def of_person(request: Request, ref: str) -> HttpResponse:
    """Who worked, when, how long, and for whom. No prices: technicians see none."""
    found = Person.objects.visible_to(request.actor).filter(ref=ref).first()
    if found is None:
        raise Http404
    looked_at(found.pk, about=found, by=request.actor, role=role_of(request))
    records = times_of_person(found, request.actor, oversees=request.actor.may(VIEW_ALL_QUEUES))
    shown: dict[str, Any] = {"found": found, "rows": [_row(each) for each in records], "most": MOST_OF_A_PERSON}
    return fragment(request, f"{TEMPLATE}#list", **shown) if is_htmx(request) else page(request, TEMPLATE, **shown)


def _row(record: TimeRecord) -> dict[str, Any]:
    told, whom = shown_time(record, sees_prices=False), record.ticket.requester.name
    who = _("%(worker)s for %(person)s") if told.worker else _("for %(person)s")
    return {
        "told": told,
        "url": reverse("tech:ticket-times", args=[record.ticket.ref]),
        "who": who % {"worker": told.worker, "person": whom},
    }
