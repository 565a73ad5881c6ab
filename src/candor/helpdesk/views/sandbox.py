"""One click into the public sandbox. Everywhere else these addresses do not exist."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpResponseBase
from django.views.decorators.http import require_POST

from candor.helpdesk.demo.entry import entry_as
from candor.kernel.http.limits import allow
from candor.kernel.http.middleware import error_page
from candor.kernel.http.networks import network_of
from candor.kernel.http.request import Request
from candor.people.public import account_of, enter_sandbox, face_of, the_one_person_with

MOST_ENTRIES = 60
HOUR = timedelta(hours=1)


@require_POST
def enter(request: Request, role: str) -> HttpResponseBase:
    """Sign the visitor in as the demo's person of this role."""
    face = face_of(request)
    entry = entry_as(role, face)
    person = the_one_person_with(entry.email) if entry else None
    if entry is None or person is None:
        raise Http404
    if not allow(("sandbox", network_of(request)), MOST_ENTRIES, HOUR):
        return error_page(request, 429, "too-many")
    return enter_sandbox(request, account_of(person))
