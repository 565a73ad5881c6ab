"""What sales does with an issued invoice: each verb has an address of its own and takes POST only."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from candor.business import access_invoices as access
from candor.business.actions.drafts import begin_correction
from candor.business.actions.payments import NewPayment, NothingToPay, PaidBackTooMuch, note_payment
from candor.business.actions.sending_invoices import NoPaperYet, NowhereToSend, send_invoice
from candor.business.forms_payments import PaymentForm
from candor.business.models import Invoice
from candor.business.rules.amounts import AmountError
from candor.business.views.invoices import invoice_page
from candor.kernel.http.request import Request


@require_POST
def pay(request: Request, ref: str) -> HttpResponse:
    """Write a payment down."""
    invoice = access.workable_invoice(request.actor, ref)
    form = PaymentForm(request.POST)
    if form.is_valid():
        clean = form.cleaned_data
        new = NewPayment(clean["paid_on"], clean["amount"], clean["way"], clean["reference"], clean["key"])
        try:
            note_payment(invoice, new, by=request.actor)
        except NothingToPay:
            form.add_error(None, _("A credit note is not paid: it counts against its invoice."))
        except PaidBackTooMuch:
            form.add_error("amount", _("More would be paid back than ever came."))
        except AmountError:
            form.add_error("amount", _("An amount is larger than an invoice can say."))
        else:
            messages.success(request, _("The payment is written down."))
            return _to(invoice)
    return invoice_page(request, invoice, 422, form)


@require_POST
def correct(request: Request, ref: str) -> HttpResponse:
    """Begin a credit note with all lines of the invoice; those that stay right are taken out of it."""
    invoice = access.workable_invoice(request.actor, ref)
    if invoice.is_correction:
        messages.error(request, _("This is a credit note itself. Write a new invoice instead."))
        return _to(invoice)
    draft = begin_correction(invoice, by=request.actor)
    return HttpResponseRedirect(reverse("business:invoice-draft", args=[draft.ref]), status=303)


@require_POST
def send(request: Request, ref: str) -> HttpResponse:
    """Send it by mail, with its papers."""
    invoice = access.workable_invoice(request.actor, ref)
    try:
        is_sent = send_invoice(invoice, by=request.actor)
    except NoPaperYet:
        messages.error(request, _("The PDF is still being made. Try again in a moment."))
    except NowhereToSend:
        messages.error(request, _("This invoice has no e-mail address to which mail may go. Save the PDF instead."))
    else:
        words = _("The invoice is on its way.") if is_sent else _("It was sent a moment ago.")
        messages.success(request, words)
    return _to(invoice)


def _to(invoice: Invoice) -> HttpResponse:
    return HttpResponseRedirect(reverse("business:invoice", args=[invoice.ref]), status=303)
