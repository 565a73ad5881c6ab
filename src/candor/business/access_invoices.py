"""Who may touch which invoice. Everything that is not allowed does not exist: 404."""

from __future__ import annotations

from django.http import Http404

from candor.business.models import Invoice, InvoiceDraft
from candor.business.models.invoices import WORK
from candor.kernel.access_log import looked_at
from candor.kernel.actor import Actor
from candor.kernel.db.prepared import PreparedByRef
from candor.kernel.http.request import Request
from candor.kernel.models import StoredFile
from candor.kernel.registries.restricted import Restricted
from candor.people.public import Organisation, Person, role_of

FILES = ("pdf", "xml", "ubl")

READABLE = PreparedByRef(
    Invoice.objects.select_related("person", "organisation", "corrects", "issued_by", *FILES).visible_to
)
OWN = PreparedByRef(lambda actor: Invoice.objects.select_related(*FILES).visible_to(actor).billed_to(actor))
DRAFT = PreparedByRef(InvoiceDraft.objects.select_related("person", "organisation", "corrects").visible_to)


def readable_invoice(actor: Actor, ref: str) -> Invoice:
    """One that the actor may read, or 404, which tells staff of a restriction that hides it."""
    found = READABLE.seen_by(actor, ref)
    if found is not None:
        return found
    if actor.is_staff and Invoice.objects.restricted_for(actor).filter(ref=ref).exists():
        raise Restricted
    raise Http404


def workable_invoice(actor: Actor, ref: str) -> Invoice:
    """One with which the member of staff may do something, or 404."""
    if not (actor.is_staff and actor.may(WORK)):
        raise Http404
    return readable_invoice(actor, ref)


def billed_person(actor: Actor, ref: str) -> Person:
    """A person whom the actor sees, or 404."""
    found = Person.objects.visible_to(actor).filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def billed_organisation(actor: Actor, ref: str) -> Organisation:
    """An organisation that the actor sees, or 404."""
    found = Organisation.objects.visible_to(actor).filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def workable_draft(actor: Actor, ref: str) -> InvoiceDraft:
    """A draft that the member of staff may change, or 404."""
    if not (actor.is_staff and actor.may(WORK)):
        raise Http404
    found = DRAFT.seen_by(actor, ref)
    if found is not None:
        return found
    if InvoiceDraft.objects.restricted_for(actor).filter(ref=ref).exists():
        raise Restricted
    raise Http404


def paper_of(actor: Actor, ref: str, kind: str) -> StoredFile:
    """The file of an invoice that the actor may read, or 404."""
    return _paper(readable_invoice(actor, ref), kind)


def own_paper(actor: Actor, ref: str, kind: str) -> StoredFile:
    """The file of an invoice to the actor or to a company that they speak for, or 404."""
    return _paper(OWN.or_404(actor, ref), kind)


def _paper(found: Invoice, kind: str) -> StoredFile:
    file = {"pdf": found.pdf, "xml": found.xml, "ubl": found.ubl}.get(kind)
    if file is None:
        raise Http404
    return file


def note_look(request: Request, about: Invoice | InvoiceDraft) -> None:
    """Record that the signed-in member of staff was shown what the person bought (mission B10)."""
    if about.person_id is not None:
        looked_at(about.person_id, about=about, by=request.actor, role=role_of(request))
