"""How leads come to be: from an enquiry, from a mail, on the telephone, from a list; and what is written about them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from candor.business.actions.pipeline import first_stage
from candor.business.actions.receiving import only_organisation
from candor.business.actions.reminding import tell_handed
from candor.business.actions.ringing import tell_enquired
from candor.business.models import Correspondence, EntryKind, Lead, LeadEntry, LeadSource, Outcome, SalesMail
from candor.business.rules.leads import last_day_of_notice
from candor.kernel import clock, search
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.registries.restricted import is_restricted, is_shown_all
from candor.kernel.turns import one_at_a_time
from candor.people.public import (
    Basis,
    Import,
    NewPerson,
    Organisation,
    Person,
    Source,
    add_member,
    add_person,
    find_or_add_by_email,
    find_or_add_organisation,
    organisations_of,
)

LONGEST_INTEREST = 5_000
ONE_LEAD = KIND = "business.lead"


class ChangedMeanwhile(Exception):
    """Somebody else saved the lead since the page was drawn."""


class MayNotBeUsed(Exception):
    """The person's data is restricted (GDPR Art. 18): nobody approaches them."""


@dataclass(frozen=True, slots=True)
class NewLead:
    """What is known when a lead is written down. `value` is an amount in `currency`."""

    person: Person | None
    interest: str
    source: LeadSource = LeadSource.BY_HAND
    organisation: Organisation | None = None
    owner: Person | None = None
    value: Decimal | None = None
    currency: str = ""
    submission_key: str | None = None
    notice_version: str = ""
    correspondence: Correspondence | None = None
    origin: Import | None = None


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody whom we do not know yet, as they say it themselves."""

    name: str
    email: str = ""
    phone: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class LeadDetails:
    """What staff may change about a lead."""

    interest: str
    owner: Person | None
    value: Decimal | None
    currency: str


def make_lead(new: NewLead, *, by: Actor) -> Lead:
    """Write a lead down. The same form sent twice makes one. Raises MayNotBeUsed."""
    earlier = _made_already(new.submission_key)
    if earlier is not None:
        return earlier
    try:
        return _make(new, by)
    except IntegrityError:
        earlier = _made_already(new.submission_key)
        if earlier is None:
            raise
        return earlier


@transaction.atomic
def write_down(stranger: Stranger, new: NewLead, *, by: Actor) -> Lead:
    """Write down who is on the telephone, with their lead. Who is known by their address is not written down twice.

    Raises NotAnIdentifier and people's Refused.
    """
    one_at_a_time(ONE_LEAD)
    earlier = _made_already(new.submission_key)
    if earlier is not None:
        return earlier
    person = _person_behind(stranger, by)
    named = find_or_add_organisation(stranger.organisation, by=by) if stranger.organisation else None
    if named is not None and not organisations_of([person.pk]):
        add_member(named, person, by=by)
    return _make(_of(new, person, named), by)


@transaction.atomic
def lead_of_mail(found: Correspondence, *, by: Actor) -> Lead:
    """Make a lead of a correspondence, or find the one that is open with this person. Raises MayNotBeUsed."""
    one_at_a_time(ONE_LEAD)
    there = open_lead_of(found.person)
    if there is not None:
        if there.correspondence_id is None:
            Lead.objects.filter(pk=there.pk).update(correspondence=found)
            record("business.lead.mail_joined", there, by=by, correspondence=found.pk)
        return there
    first = SalesMail.objects.filter(correspondence=found, is_ours=False).order_by("id").first()
    text = first.text if first is not None else ""
    return _make(
        NewLead(
            found.person,
            f"{found.subject}\n\n{text}".strip(),
            LeadSource.MAIL,
            found.organisation,
            owner=found.taken_by,
            correspondence=found,
        ),
        by,
    )


def open_lead_of(person: Person) -> Lead | None:
    """The lead that is open with this person, the latest of several."""
    return Lead.objects.open().filter(person=person.pk).order_by("-id").first()


@transaction.atomic
def change_lead(lead: Lead, version: int, details: LeadDetails, *, by: Actor) -> None:
    """Save what is written about it; pressing the button twice saves it once.

    Raises ChangedMeanwhile when somebody else saved something different since `version`.
    """
    wanted: dict[str, Any] = {
        "interest": details.interest[:LONGEST_INTEREST],
        "owner": details.owner.pk if details.owner is not None else None,
        "value": details.value,
        "currency": details.currency if details.value is not None else "",
    }
    same = Lead.objects.filter(pk=lead.pk, version=version)
    if same.update(**wanted, version=F("version") + 1):
        touch(lead)
        search.changed(KIND, lead.pk)
        record("business.lead.changed", lead, by=by, owner=wanted["owner"])
        if wanted["owner"] != lead.owner_id:
            tell_handed(lead, wanted["owner"], by=by)
    elif not Lead.objects.filter(pk=lead.pk, **wanted).exists():
        raise ChangedMeanwhile


@transaction.atomic
def take_lead(lead: Lead, *, by: Actor) -> bool:
    """See to it oneself. False where a colleague was quicker; taking it twice changes nothing."""
    if Lead.objects.filter(pk=lead.pk, owner=None).update(owner=by.id, version=F("version") + 1):
        touch(lead)
        record("business.lead.taken", lead, by=by)
        return True
    return Lead.objects.filter(pk=lead.pk, owner=by.id).exists()


def touch(lead: Lead) -> None:
    """Something happened with it: it stands first again, and its retention period begins anew unless it is won."""
    now = clock.now()
    Lead.objects.filter(pk=lead.pk).update(touched_at=now)
    Lead.objects.filter(pk=lead.pk).exclude(outcome=Outcome.WON).update(idle_since=now)


@transaction.atomic
def _make(new: NewLead, by: Actor) -> Lead:
    _refuse_restricted(new.person, by)
    now = clock.now()
    lead = Lead.objects.create(
        person=new.person,
        organisation=new.organisation or (only_organisation(new.person) if new.person is not None else None),
        interest=new.interest[:LONGEST_INTEREST],
        source=new.source,
        stage=first_stage(),
        owner=new.owner,
        value=new.value,
        currency=new.currency if new.value is not None else "",
        correspondence=new.correspondence,
        origin=new.origin,
        basis=basis_of(new),
        notice_version=new.notice_version,
        notice_due_on=_notice_due_on(new),
        submission_key=new.submission_key,
        created_at=now,
        touched_at=now,
        idle_since=now,
    )
    person = new.person.pk if new.person is not None else None
    search.changed(KIND, lead.pk)
    record("business.lead.made", lead, by=by, source=str(new.source), person=person)
    tell_handed(lead, lead.owner_id, by=by)
    if new.source in {LeadSource.WEB, LeadSource.MAIL} and not by.is_staff:
        tell_enquired(lead, by=by)
    if new.source == LeadSource.WEB:
        LeadEntry.objects.create(lead=lead, kind=EntryKind.ENQUIRY, text=new.interest, at=now)
    return lead


def basis_of(new: NewLead) -> str:
    """Who asks us is answered before a contract; what a list brought stands on what was said of the list."""
    return (new.origin.basis if new.origin is not None else "") or Basis.CONTRACT.value


def _notice_due_on(new: NewLead) -> date | None:
    """People of a list have to be told of it; an organisation alone is nobody (GDPR recital 14)."""
    if new.origin is None or new.person is None:
        return None
    return last_day_of_notice(new.origin.received_on or clock.now().date())


def _of(new: NewLead, person: Person | None, organisation: Organisation | None) -> NewLead:
    return replace(new, person=person, organisation=organisation or new.organisation)


def _person_behind(stranger: Stranger, by: Actor) -> Person:
    if stranger.email:
        return find_or_add_by_email(stranger.name, stranger.email, by=by, source=Source.PHONE)
    return add_person(NewPerson(stranger.name, phone=stranger.phone, source=Source.PHONE), by=by)


def _refuse_restricted(person: Person | None, by: Actor) -> None:
    if person is not None and by.is_staff and not is_shown_all(by) and is_restricted(person.pk):
        raise MayNotBeUsed


def _made_already(key: str | None) -> Lead | None:
    return Lead.objects.filter(submission_key=key).first() if key is not None else None
