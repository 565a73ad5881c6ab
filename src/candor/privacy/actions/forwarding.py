"""What goes to clients by itself in the evening; where nobody there can be written to, the office is told once.

Nothing remembers that an evening was worked through: whatever is due and was not told is told at the next look, so that
a worker that stood still that evening loses nothing.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from candor.kernel import clock, instance
from candor.kernel.actor import JOB
from candor.kernel.audit import record
from candor.kernel.turns import one_at_a_time
from candor.mail.public import TemplateClass, queue_mail
from candor.people.public import Person, primary_email, staff_people
from candor.privacy.models import ClientRequest
from candor.privacy.models.client_requests import ClientRequestQuerySet
from candor.privacy.rules.forwarding import leaves_at
from candor.privacy.telling_clients import TURN, is_being_erased, pass_on_by_mail, request_of

MOST_AT_ONCE = 200


def requests_should_leave() -> bool:
    """Whether the evening has come of a request of which neither the client nor the office was told. One query."""
    oldest = _waiting().order_by("begun_at").first()
    return oldest is not None and _is_due(oldest)


def forward_requests() -> None:
    """Write to each client whose request has to reach it by now."""
    for row in (
        _waiting()
        .select_related("erasure", "copy__person", "request", "organisation")
        .order_by("begun_at", "pk")[:MOST_AT_ONCE]
    ):
        if not _is_due(row):
            return  # who was planned later leaves later
        _forward(row)


@transaction.atomic
def _forward(row: ClientRequest) -> None:
    """Whoever marks the row tells: the client, or the office that somebody has to pass it on."""
    one_at_a_time(TURN)
    if not is_being_erased(row) and pass_on_by_mail(row, by=JOB):
        return
    if _waiting().filter(pk=row.pk).update(office_told_at=clock.now()):
        record("privacy.client_request.office_told", row, by=JOB, organisation=row.organisation_id)
        for officer in staff_people("privacy.office"):
            _tell(officer, row)


def _tell(officer: Person, row: ClientRequest) -> None:
    """It names the client alone: whose request it is stands behind the link."""
    address, language = primary_email(officer), officer.language or instance.current().language
    if address:
        queue_mail(
            "privacy/mail/client_untold",
            to=address,
            language=language,
            about=row,
            context={
                "name": officer.name,
                "company": row.organisation.name,
                "link": settings.INSTANCE.base_url + request_of(row).page,
            },
            kind=TemplateClass.CONTRACT,
            by=JOB,
        )


def _waiting() -> ClientRequestQuerySet:
    return ClientRequest.objects.untold().filter(office_told_at=None)


def _is_due(row: ClientRequest) -> bool:
    return leaves_at(row.begun_at, ZoneInfo(instance.current().time_zone)) <= clock.now()
