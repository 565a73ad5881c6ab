"""Who may touch which dunning letter: whoever may touch its invoice. Everything else does not exist: 404."""

from __future__ import annotations

from django.http import Http404

from candor.business.access_invoices import readable_invoice, workable_invoice
from candor.business.models import DunningLetter, Invoice
from candor.kernel.actor import Actor
from candor.kernel.models import StoredFile


def readable_letter(actor: Actor, ref: str, level: int) -> DunningLetter:
    """One whose invoice the actor may read, or 404."""
    return _of(readable_invoice(actor, ref), actor, level)


def workable_letter(actor: Actor, ref: str, level: int) -> DunningLetter:
    """One with whose invoice the member of staff may do something, or 404."""
    return _of(workable_invoice(actor, ref), actor, level)


def letter_file(letter: DunningLetter) -> StoredFile:
    """Its paper, or 404."""
    if letter.pdf is None:
        raise Http404
    return letter.pdf


def own_letter_file(actor: Actor, ref: str, level: int) -> StoredFile:
    """The paper of a letter that was sent to the actor or to a company that they speak for, or 404."""
    billed = Invoice.objects.visible_to(actor).billed_to(actor).filter(ref=ref).order_by()
    rows = DunningLetter.objects.sent().filter(invoice__in=billed.values("pk"), level=level).select_related("pdf")
    found = rows.first()
    if found is None:
        raise Http404
    return letter_file(found)


def _of(invoice: Invoice, actor: Actor, level: int) -> DunningLetter:
    rows = DunningLetter.objects.visible_to(actor).select_related("pdf", "approved_by", "proposed_by")
    found = rows.filter(invoice=invoice, level=level).first()
    if found is None:
        raise Http404
    found.invoice = invoice
    return found
