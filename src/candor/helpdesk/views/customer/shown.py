"""What several pages of the Customer Center share."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext_lazy

from candor.helpdesk import letters
from candor.helpdesk.models import Draft, Status, Ticket
from candor.helpdesk.public import TextTooLong, save_draft
from candor.kernel.http.request import Request
from candor.people.public import primary_email

STATUS_WORDS = {
    Status.NEW: ("new", gettext_lazy("Received")),
    Status.OPEN: ("open", gettext_lazy("We are on it")),
    Status.WAITING_CUSTOMER: ("waiting", gettext_lazy("Waiting for you")),
    Status.WAITING_OTHER: ("hold", gettext_lazy("Waiting for others")),
    Status.SCHEDULED: ("scheduled", gettext_lazy("Planned")),
    Status.SOLVED: ("solved", gettext_lazy("Solved")),
    Status.CLOSED: ("closed", gettext_lazy("Closed")),
}
"""A case's status as its customer reads it: whose move it is."""

FINISHED = frozenset({Status.SOLVED, Status.CLOSED})

NEW_CASE = "new-case"
"""Purpose of the draft of a case that is not opened yet."""


def unread_for(request: Request) -> letters.Unread:
    """What has not been read: asked once a request, by the list and by the figure beside its place."""
    found = getattr(request, "unread_letters", None)
    if found is None:
        found = request.unread_letters = letters.unread_of(request.actor)  # type: ignore[attr-defined] # a memo of ours
    return found


def keep(request: Request, ticket: Ticket | None, purpose: str, me: letters.Reader) -> HttpResponse:
    """Keep what the customer is typing."""
    try:
        save_draft(ticket, request.POST.get("body", ""), purpose=purpose, by=me.actor)
    except TextTooLong:
        return HttpResponse(status=422)
    return HttpResponse(status=204)


def saved_draft(ticket: Ticket | None, purpose: str, me: letters.Reader) -> Draft | None:
    return Draft.objects.filter(author=me.person_id, ticket=ticket, purpose=purpose).first()


def address_of(request: Request) -> str:
    """The address or number that the person is known by, kept with what they write (mission A6)."""
    return primary_email(request.person)


def upload_limit() -> int:
    """Bytes that one file may have."""
    return int(settings.INSTANCE.upload_mb) * 1_000_000
