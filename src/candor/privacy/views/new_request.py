"""A request that came by telephone or letter, written down by the privacy office; and the folder of any request."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from candor.kernel import clock, instance
from candor.kernel.http.request import Request
from candor.kernel.papers.running import PapersFailed
from candor.privacy import access
from candor.privacy.actions.folders import hand_out_folder
from candor.privacy.actions.requests import NewRequest, receive
from candor.privacy.forms_asking import StaffRequestForm
from candor.privacy.models import RequestChannel, RequestKind
from candor.privacy.papers.printing import NOT_MADE
from candor.privacy.views.going import role_of, see
from candor.ui.public import page


@require_http_methods(["GET", "HEAD", "POST"])
def new_request(request: Request) -> HttpResponse:
    """Write it down; on the next page the office learns who asks."""
    form = StaffRequestForm(request.POST or None, actor=request.actor, initial={"which": request.GET.get("which", "")})
    form.is_bound = request.method == "POST"
    if not form.is_bound or not form.is_valid():
        return page(request, "privacy/tech/new_request.html", status=422 if form.is_bound else 200, form=form)
    clean, person = form.cleaned_data, form.person
    row = receive(
        NewRequest(
            kind=RequestKind(clean["kind"]),
            channel=RequestChannel(clean["channel"]),
            said=clean["said"],
            name=clean["name"] or (person.name if person else ""),
            address=clean["address"] or ("" if "@" not in clean["which"] else clean["which"]),
            postal_address=clean["postal_address"],
            language=person.language if person else "",
            received_at=moment_of(clean["received_on"]),
        ),
        by=request.actor,
    )
    answer = see("tech:privacy-identity", row.ref)
    if person is not None:
        answer["Location"] += f"?person={person.ref}"
    return answer


@require_POST
def folder(request: Request, ref: str) -> HttpResponse:
    """The folder for the authority, as a file. Who took it is on record."""
    found = access.subject_request(request.actor, ref)
    try:
        content = hand_out_folder(found, role=role_of(request), by=request.actor)
    except PapersFailed:
        messages.error(request, str(NOT_MADE))
        return see("tech:privacy-request", ref)
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="request-{found.number}.zip"'
    return answer


def moment_of(day: date | None) -> datetime:
    """Noon of that day at the house: a letter has no hour. Today, or nothing, is now."""
    zone, now = ZoneInfo(instance.current().time_zone), clock.now()
    if day is None or day >= now.astimezone(zone).date():
        return now
    return datetime.combine(day, time(12), tzinfo=zone)
