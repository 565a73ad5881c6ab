"""Bought and given lists: each of their people becomes a lead, and is taken back with the list (mission A7)."""

from __future__ import annotations

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from candor.business.actions.leads import KIND, NewLead, make_lead, open_lead_of
from candor.business.models import Lead, LeadSource
from candor.kernel import search
from candor.kernel.actor import JOB, Actor
from candor.kernel.audit import record
from candor.people.public import Import, Organisation, Person


@transaction.atomic
def take_row(row: Import, person: Person | None, organisation: Organisation | None, by: Actor) -> None:
    """Make a lead of one row. Somebody with whom a lead is open gets no second one."""
    if person is None and organisation is None:
        return
    if person is not None and open_lead_of(person) is not None:
        return
    if person is None and Lead.objects.open().filter(organisation=organisation, person=None).exists():
        return
    with translation.override(row.language or None):
        interest = _("From a list: %(vendor)s") % {"vendor": row.source_name}
    make_lead(NewLead(person, interest, LeadSource.IMPORT, organisation, origin=row), by=by)


@transaction.atomic
def take_back(row: Import, person: int) -> None:
    """Forget the person's lead of this list, if nobody has touched it since."""
    for lead in Lead.objects.filter(origin=row, person=person, version=0, noticed_at=None):
        if not (lead.entries.exists() or lead.tasks.exists()):
            record("business.lead.taken_back", lead, by=JOB, person=person)
            search.changed(KIND, lead.pk)
            lead.delete()
