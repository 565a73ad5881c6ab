"""Sending an invoice by mail, with its PDF and XML."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils import translation

from candor.business.models import Invoice
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.turns import a_moment_ago
from candor.mail.public import TemplateClass, normal, queue_mail
from candor.people.public import may_write_to
from candor.ui.public import locale_of, long_date

TEMPLATE = "business/mail/invoice"


class NoPaperYet(Exception):
    """Its papers are still being made."""


class NowhereToSend(Exception):
    """The invoice has no address to which mail may go."""


@transaction.atomic
def send_invoice(invoice: Invoice, *, by: Actor) -> bool:
    """Queue the mail; False where that was done a moment ago. Raises NoPaperYet and NowhereToSend."""
    if invoice.pdf is None:
        raise NoPaperYet
    address = normal(invoice.buyer_email)
    if not address or not may_write_to(address):
        raise NowhereToSend
    rested = Q(sent_at=None) | Q(sent_at__lt=a_moment_ago())
    if not Invoice.objects.filter(rested, pk=invoice.pk).update(sent_at=clock.now()):
        return False
    with translation.override(invoice.language):
        day = long_date(invoice.due_on, locale_of(invoice.language))
    queue_mail(
        TEMPLATE,
        to=address,
        to_name=invoice.buyer_name,
        language=invoice.language,
        about=invoice,
        context={
            "name": invoice.buyer_name,
            "number": invoice.number,
            "day": day,
            "seller": invoice.seller["legal_name"],
        },
        kind=TemplateClass.CONTRACT,
        by=by,
        attachments=[file for file in (invoice.pdf, invoice.electronic_file) if file is not None],
    )
    record("business.invoice.sent", invoice, by=by)
    return True
