"""The steps of a lead: along the pipeline, won, lost, and opened again."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from candor.business.actions.leads import touch
from candor.business.models import EntryKind, Lead, LeadEntry, LostReason, Outcome, Stage
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.people.public import add_member, find_or_add_organisation


@transaction.atomic
def move_lead(lead: Lead, stage: Stage, *, by: Actor) -> bool:
    """Move an open lead to another stage; True for the one who did it. Where it stands already, nothing changes."""
    elsewhere = Lead.objects.open().filter(pk=lead.pk).exclude(stage=stage)
    if not elsewhere.update(stage=stage, version=F("version") + 1):
        return False
    _write(lead, EntryKind.MOVED, by, stage=stage)
    record("business.lead.moved", lead, by=by, stage=stage.pk)
    return True


@transaction.atomic
def win_lead(lead: Lead, organisation: str = "", *, by: Actor) -> bool:
    """Make a customer of it; True for the one who did it.

    `organisation` is the company's name where the lead has none yet: the person belongs to it from then on.
    """
    if not _decide(lead, Outcome.WON, None, by):
        return False
    if organisation and lead.organisation_id is None:
        company = find_or_add_organisation(organisation, by=by)
        Lead.objects.filter(pk=lead.pk).update(organisation=company)
        if lead.person is not None:
            add_member(company, lead.person, by=by)
    _write(lead, EntryKind.WON, by)
    record("business.lead.won", lead, by=by, person=lead.person_id)
    return True


@transaction.atomic
def lose_lead(lead: Lead, reason: LostReason | None, text: str = "", *, by: Actor) -> bool:
    """Put it down as lost, for a reason of the list, with a few words; True for the one who did it."""
    if not _decide(lead, Outcome.LOST, reason, by):
        return False
    _write(lead, EntryKind.LOST, by, text=text)
    record("business.lead.lost", lead, by=by, reason=reason.pk if reason is not None else None)
    return True


@transaction.atomic
def reopen_lead(lead: Lead, *, by: Actor) -> bool:
    """Take winning or losing back; True for the one who did it. Companies and memberships that came with it stay."""
    decided = Lead.objects.filter(pk=lead.pk).exclude(outcome=Outcome.OPEN)
    if not decided.update(
        outcome=Outcome.OPEN, lost_reason=None, decided_at=None, decided_by=None, version=F("version") + 1
    ):
        return False
    _write(lead, EntryKind.REOPENED, by)
    record("business.lead.reopened", lead, by=by)
    return True


def _decide(lead: Lead, outcome: Outcome, reason: LostReason | None, by: Actor) -> bool:
    decided = Lead.objects.open().filter(pk=lead.pk)
    return bool(
        decided.update(
            outcome=outcome,
            lost_reason=reason,
            decided_at=clock.now(),
            decided_by=by.id,
            idle_since=None if outcome == Outcome.WON else clock.now(),
            version=F("version") + 1,
        )
    )


def _write(lead: Lead, kind: EntryKind, by: Actor, *, stage: Stage | None = None, text: str = "") -> None:
    LeadEntry.objects.create(lead=lead, kind=kind, stage=stage, text=text, by_id=by.id, at=clock.now())
    touch(lead)
