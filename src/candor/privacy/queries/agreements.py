"""Clients for whom we process, in the shape of pages and panels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from candor.kernel.actor import Actor
from candor.people.public import Organisation, Person
from candor.privacy.copies_for_clients import organisations_that_decide
from candor.privacy.models import KEEP_AGREEMENTS, Instruction, ProcessingAgreement
from candor.privacy.queries.registers import PAGE, today

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


def clients_of_person(actor: Actor, person: Person) -> list[str]:
    """Names of the clients for whom we process their data, until it goes by the terms; by name. Two queries at most."""
    numbers = organisations_that_decide(person.pk)
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
