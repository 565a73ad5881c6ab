"""Companies that are to name another contact, as the page of a request shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from candor.kernel.actor import Actor
from candor.mail.public import OutboxMessage, OutboxState
from candor.people.public import Membership, possible_contacts
from candor.privacy.erasing.grounding import grounds_of
from candor.privacy.erasing.replacing import companies_to_ask
from candor.privacy.models import Erasure, ErasureState, Replacement
from candor.privacy.queries.registers import today
from candor.privacy.rules.deciding import Ground

NOT_DELIVERED = (OutboxState.FAILED, OutboxState.BOUNCED)


@dataclass(frozen=True, slots=True)
class AskedCompany:
    """A company, the day on which what waits for it goes by itself, and who could stand in for it from now on.

    `is_undelivered`: the mail that asked it came back.
    """

    row: Replacement
    goes_on: date
    is_open: bool
    is_undelivered: bool
    candidates: list[Membership]

    @property
    def options(self) -> list[tuple[str, str]]:
        """To choose from: reference and name, with their place in the company."""
        return [(one.person.ref, ", ".join(filter(None, (one.person.name, one.position)))) for one in self.candidates]


def about_companies(actor: Actor, erasure: Erasure) -> dict[str, Any]:
    """What the page of a request shows of companies and of grounds; nothing is asked where neither is in it."""
    grounds = {kept["ground"] for kept in erasure.kept}
    is_planned = erasure.state == ErasureState.PLANNED
    waits = Ground.REPLACEMENT in grounds
    return {
        "companies": companies_of_request(actor, erasure) if erasure.begun_at else [],
        "to_ask": companies_to_ask(erasure) if is_planned and waits else [],
        "grounds": grounds_of(erasure) if Ground.COMPELLING in grounds else [],
        "may_record_grounds": is_planned and waits,
    }


def companies_of_request(actor: Actor, erasure: Erasure) -> list[AskedCompany]:
    """Those that were asked or are to be asked, two queries for each that is still to answer."""
    rows = Replacement.objects.visible_to(actor).of_the_request(erasure).exclude(answer_by=None)
    found = list(rows.select_related("organisation", "asked", "asked_by", "named", "named_by").order_by("pk"))
    return [_company(row, row.answer_by) for row in found if row.answer_by is not None]


def _company(row: Replacement, answer_by: date) -> AskedCompany:
    is_open = row.named_at is None and answer_by >= today()
    if not is_open:
        return AskedCompany(row, answer_by + timedelta(days=1), False, False, [])
    mails = OutboxMessage.objects.filter(about_kind=Replacement._meta.label_lower, about_id=row.pk)
    undelivered = mails.filter(state__in=NOT_DELIVERED).exists()
    candidates = possible_contacts(row.organisation_id, [row.subject_number])
    return AskedCompany(row, answer_by + timedelta(days=1), True, undelivered, candidates)
