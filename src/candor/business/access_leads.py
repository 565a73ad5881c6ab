"""Who may touch which lead. Everything that is not allowed does not exist: 404."""

from __future__ import annotations

from django.http import Http404

from candor.business.models import ContactRight, Lead, LeadTask
from candor.business.models.leads import WORK
from candor.kernel.access_log import looked_at
from candor.kernel.actor import Actor
from candor.kernel.db.prepared import PreparedByRef
from candor.kernel.http.request import Request
from candor.kernel.registries.restricted import Restricted
from candor.people.public import role_of

READABLE = PreparedByRef(
    Lead.objects.select_related(
        "person", "organisation", "stage", "owner", "origin", "lost_reason", "decided_by", "correspondence"
    ).visible_to
)


def readable_lead(actor: Actor, ref: str) -> Lead:
    """One that the actor may read, or 404, which tells staff of a restriction that hides it."""
    found = READABLE.seen_by(actor, ref)
    if found is not None:
        return found
    if Lead.objects.restricted_for(actor).filter(ref=ref).exists():
        raise Restricted
    raise Http404


def workable_lead(actor: Actor, ref: str) -> Lead:
    """One that the member of staff may work on, or 404: who only reads (the privacy officer) may not."""
    if not (actor.is_staff and actor.may(WORK)):
        raise Http404
    return readable_lead(actor, ref)


def workable_task(actor: Actor, ref: str) -> LeadTask:
    """A task of such a lead, or 404."""
    if not (actor.is_staff and actor.may(WORK)):
        raise Http404
    task = LeadTask.objects.visible_to(actor).select_related("lead").filter(ref=ref).first()
    if task is None:
        raise Http404
    return task


def workable_right(actor: Actor, ref: str, right: str) -> tuple[Lead, ContactRight]:
    """A right of the person of such a lead, with the lead, or 404."""
    lead = workable_lead(actor, ref)
    found = ContactRight.objects.filter(ref=right, person__isnull=False, person=lead.person_id).first()
    if found is None:
        raise Http404
    return lead, found


def note_look(request: Request, lead: Lead) -> None:
    """Record that the signed-in member of staff was shown the person's lead (mission B10)."""
    if lead.person_id is not None:
        looked_at(lead.person_id, about=lead, by=request.actor, role=role_of(request))
