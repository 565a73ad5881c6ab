"""Clients for whom we process, in the shape of pages and panels."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from candor.kernel import clock, instance
from candor.kernel.actor import Actor
from candor.mail.public import OutboxMessage, OutboxState
from candor.people.public import Organisation, Person
from candor.privacy.clients import clients_of
from candor.privacy.erasing.passing_on import whom_to_tell
from candor.privacy.models import (
    KEEP_AGREEMENTS,
    ClientRequest,
    ClientWord,
    Erasure,
    ErasureState,
    Instruction,
    ProcessingAgreement,
)
from candor.privacy.queries.registers import PAGE, today
from candor.privacy.rules.forwarding import leaves_at

NOT_DELIVERED = (OutboxState.FAILED, OutboxState.BOUNCED)
MOST_INSTRUCTIONS = 200
MOST_IN_RECORD = 500


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """An agreement, and whether it is in force today."""

    agreement: ProcessingAgreement
    is_running: bool

    @property
    def waits_for_return(self) -> bool:
        """Whether everything stays until it is noted that it was handed back."""
        return not self.is_running and self.agreement.last_day is None

    @property
    def goes_on(self) -> date | None:
        return self.agreement.last_day


@dataclass(frozen=True, slots=True)
class DecidingClient:
    """A client that decides about a request. `whom` is the agreement whose contact can be written to.

    `evening`: when it goes by itself, or the office is told where it cannot; None where that moment has come already.
    `may_answer`: whether its word can be noted now.
    """

    row: ClientRequest
    whom: ProcessingAgreement | None
    evening: datetime | None
    is_undelivered: bool
    may_answer: bool


def agreements_page(actor: Actor, *, after: str, ended: bool) -> tuple[list[AgreementRow], str]:
    """The agreements in force or the ended ones, the last recorded first, and the query of the next page."""
    agreements = ProcessingAgreement.objects.visible_to(actor)
    mark = agreements.filter(ref=after).first() if after else None
    agreements = agreements.filter(ends_on__lt=today()) if ended else agreements.running(today())
    if mark is not None:
        agreements = agreements.filter(pk__lt=mark.pk)
    found = list(agreements.select_related("organisation").order_by("-pk")[: PAGE + 1])
    later = f"?after={found[PAGE - 1].ref}{'&ended' if ended else ''}" if len(found) > PAGE else ""
    return [agreement_row(one) for one in found[:PAGE]], later


def agreement_row(agreement: ProcessingAgreement) -> AgreementRow:
    return AgreementRow(agreement, agreement.ends_on is None or agreement.ends_on >= today())


def instructions_of(agreement: ProcessingAgreement) -> list[Instruction]:
    """The last given first, at most 200. One query."""
    found = Instruction.objects.filter(agreement=agreement).select_related("noted_by")
    return list(found.order_by("-given_on", "-pk")[:MOST_INSTRUCTIONS])


def about_organisation(actor: Actor, organisation: Organisation) -> dict[str, Any] | None:
    """What its page says: that we process for it, to whoever keeps agreements also each of them."""
    rows = [agreement_row(one) for one in _last_first(ProcessingAgreement.objects.filter(organisation=organisation))]
    may_keep = any(map(actor.may, KEEP_AGREEMENTS))
    is_client = any(row.is_running for row in rows)
    if not may_keep and not is_client:
        return None
    return {"rows": rows if may_keep else [], "is_client": is_client, "may_keep": may_keep, "ref": organisation.ref}


def clients_of_request(actor: Actor, erasure: Erasure) -> list[DecidingClient]:
    """Who decides about it. A few queries for each client, of which one person has one mostly."""
    rows = ClientRequest.objects.visible_to(actor).of_the_request(erasure)
    found = list(rows.select_related("erasure", "organisation", "passed_by", "noted_by").order_by("pk"))
    undelivered = _undelivered([row.pk for row in found]) if found else set()
    may_answer = erasure.state in {ErasureState.PLANNED, ErasureState.DONE} and erasure.goes_on_in is None
    return [
        DecidingClient(
            row,
            whom_to_tell(row) if row.passed_at is None and row.word == ClientWord.NOTHING_YET else None,
            _evening(row),
            row.pk in undelivered,
            may_answer and (row.word != ClientWord.ERASE or erasure.state == ErasureState.PLANNED),
        )
        for row in found
    ]


def _evening(row: ClientRequest) -> datetime | None:
    moment = leaves_at(row.begun_at, ZoneInfo(instance.current().time_zone))
    return moment if moment > clock.now() else None


def clients_of_person(actor: Actor, person: Person) -> list[str]:
    """Names of the clients for whom we process their data, until it goes by the terms; by name. Two queries at most."""
    clients, day = clients_of([person.pk]).get(person.pk, ()), today()
    held_for = [client for client in clients if client.until is None or client.until >= day]
    numbers = [client.organisation for client in held_for if client.organisation is not None]
    if not numbers:
        return []
    names = Organisation.objects.visible_to(actor).filter(pk__in=numbers).order_by("name")
    return list(names.values_list("name", flat=True)[:PAGE])


def clients_in_record(actor: Actor) -> list[tuple[str, str, str]]:
    """For the record of processing: name, contact, instructions and period of each client in force, by name.

    Two queries.
    """
    agreements = ProcessingAgreement.objects.visible_to(actor).running(today()).select_related("organisation")
    found = list(agreements.order_by("organisation__name", "pk")[:MOST_IN_RECORD])
    told = Instruction.objects.filter(agreement__in=found).order_by("given_on", "pk")
    last = dict(told.values_list("agreement", "text"))
    return [_in_record(one, last.get(one.pk, "")) for one in found]


def _in_record(agreement: ProcessingAgreement, instruction: str) -> tuple[str, str, str]:
    """In English, as the record is."""
    contact = ", ".join(filter(None, (agreement.contact_name, agreement.contact_address)))
    end = f"until {agreement.ends_on.isoformat()}" if agreement.ends_on else "no end agreed"
    then = "returned, then deleted" if agreement.at_end == "return" else "deleted"
    period = f"Since {agreement.begins_on.isoformat()}, {end}; {then} {agreement.days_kept} days later."
    return agreement.organisation.name, contact, " ".join(filter(None, (instruction, period)))


def people_of(agreement: ProcessingAgreement) -> QuerySet[Person]:
    """Everybody who belonged to the client while the agreement ran."""
    meanwhile = Q(memberships__ended_on=None) | Q(memberships__ended_on__gte=agreement.begins_on)
    here = Q(memberships__organisation=agreement.organisation_id)
    if agreement.ends_on is not None:
        here &= Q(memberships__since__lte=agreement.ends_on)
    return Person.objects.filter(here & meanwhile).distinct()


def _last_first(agreements: QuerySet[ProcessingAgreement]) -> list[ProcessingAgreement]:
    return list(agreements.order_by("-begins_on", "-pk")[:PAGE])


def _undelivered(numbers: Collection[int]) -> set[int]:
    mails = OutboxMessage.objects.filter(about_kind=ClientRequest._meta.label_lower, about_id__in=numbers)
    return set(mails.filter(state__in=NOT_DELIVERED).values_list("about_id", flat=True))
