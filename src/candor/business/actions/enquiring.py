"""An enquiry on the public site: it registers the sender and becomes a lead, or goes on with the one that is open."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from candor.business.actions.leads import LONGEST_INTEREST, ONE_LEAD, NewLead, make_lead, open_lead_of, touch
from candor.business.actions.ringing import tell_enquired
from candor.business.models import EntryKind, Lead, LeadEntry, LeadSource
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.registries import boxes
from candor.kernel.turns import a_moment_ago, one_at_a_time
from candor.people.public import (
    Identifier,
    IdentifierKind,
    Person,
    Source,
    add_identifier,
    claim_organisation,
    find_or_add_by_email,
)


@dataclass(frozen=True, slots=True)
class Enquiry:
    """What the form brought. `notice_version` is the privacy notice that it linked, `ticked` the boxes beside."""

    name: str
    email: str
    text: str
    phone: str = ""
    company: str = ""
    language: str = ""
    submission_key: str | None = None
    notice_version: str = ""
    ticked: boxes.Ticked | None = None


@transaction.atomic
def receive_enquiry(enquiry: Enquiry, *, by: Actor) -> Lead:
    """Find or register the sender and write their lead down. The same form sent twice has one effect.

    Nothing here proves who sent it: what a known person has proven is left alone. Raises NotAnIdentifier and people's
    Refused.
    """
    one_at_a_time(ONE_LEAD)
    sender = find_or_add_by_email(enquiry.name, enquiry.email, by=by, source=Source.WEB_FORM, language=enquiry.language)
    text = _with_details(enquiry, sender, by)
    if enquiry.ticked is not None:
        boxes.take(enquiry.ticked)
    there = open_lead_of(sender)
    if there is not None and there.submission_key != enquiry.submission_key:
        go_on(there, text, by)
        return there
    return make_lead(
        NewLead(
            sender,
            text,
            LeadSource.WEB,
            submission_key=enquiry.submission_key,
            notice_version=enquiry.notice_version,
        ),
        by=by,
    )


def go_on(lead: Lead, text: str, by: Actor) -> None:
    """The lead that is open hears of what else the person wants; the same within a moment once."""
    same = LeadEntry.objects.filter(lead=lead, kind=EntryKind.ENQUIRY, text=text, at__gt=a_moment_ago())
    if same.exists():
        return
    LeadEntry.objects.create(lead=lead, kind=EntryKind.ENQUIRY, text=text, at=clock.now())
    touch(lead)
    record("business.lead.enquired", lead, by=by)
    tell_enquired(lead, by=by)


def _with_details(enquiry: Enquiry, sender: Person, by: Actor) -> str:
    """The words, with company and number below them.

    They join the record of somebody new. On the record of a person who has proven an address they would let anybody
    plant a number that we would then trust.
    """
    parts = [enquiry.text]
    if enquiry.company:
        parts.append(_("Company: %(company)s") % {"company": enquiry.company})
    if enquiry.phone:
        parts.append(_("Telephone: %(number)s") % {"number": enquiry.phone})
    if not Identifier.objects.filter(person=sender, verified_at__isnull=False).exists():
        if enquiry.phone:
            add_identifier(sender, IdentifierKind.PHONE, enquiry.phone, by=by)
        if enquiry.company:
            claim_organisation(sender, enquiry.company, by=by)
    return "\n\n".join([parts[0][: LONGEST_INTEREST - 400], "\n".join(parts[1:])]).strip()
