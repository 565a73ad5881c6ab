"""Leads as a CSV file, as the list shows them. Whoever takes them along says why, and each of them can see it (B9)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from candor.business.models import Lead, LeadSource
from candor.business.queries_leads import Wanted, all_of
from candor.business.words_leads import OUTCOMES, SOURCES
from candor.kernel.actor import Actor
from candor.kernel.csv_files import lines
from candor.people.public import ExportKind, note_taken, primary_emails

MOST = 10_000
COLUMNS = (
    "name", "organisation", "email", "interest", "stage", "outcome", "reason", "owner", "value", "currency", "source",
    "follow_up_on", "created_at",
)  # fmt: skip


@transaction.atomic
def file_of_leads(wanted: Wanted, reason: str, *, by: Actor) -> bytes:
    """A row for each lead that the list would show, the latest first, 10,000 at most. Raises people's Refused."""
    found = list(all_of(by, wanted)[:MOST])
    people = [lead.person_id or 0 for lead in found]
    note_taken(ExportKind.LEADS, COLUMNS, reason, people, by=by)
    emails = primary_emails([number for number in people if number])
    delimiter = ";" if (get_language() or "").startswith("de") else ","
    return b"".join(lines([_headings(), *(_cells(lead, emails) for lead in found)], delimiter=delimiter))


def _headings() -> Sequence[str]:
    return (
        _("Name"), _("Organisation"), _("E-mail address"), _("What they are interested in"), _("Stage"), _("State"),
        _("Reason"), _("Who sees to it"), _("Estimated value"), _("Currency"), _("How it came to us"),
        _("Follow-up on"), _("Since"),
    )  # fmt: skip


def _cells(lead: Lead, emails: dict[int, str]) -> Sequence[object]:
    return (
        lead.person.name if lead.person is not None else "",
        lead.organisation.name if lead.organisation is not None else "",
        emails.get(lead.person_id or 0, ""),
        lead.interest,
        lead.stage.name,
        OUTCOMES[lead.outcome],
        lead.lost_reason.name if lead.lost_reason is not None else "",
        lead.owner.name if lead.owner is not None else "",
        lead.value if lead.value is not None else "",
        lead.currency,
        SOURCES[LeadSource(lead.source)],
        lead.follow_up_on or "",
        lead.created_at.date(),
    )
