"""Addresses of invoices in the Business Center. A verb has its own address and takes POST only."""

from __future__ import annotations

from django.urls import URLPattern

from candor.business.models.invoices import EXPORT, VIEW, WORK
from candor.business.views import bookkeeping, dunning, invoices, vat_checks, work
from candor.business.views import invoice_drafts as drafts
from candor.business.views import invoice_verbs as verbs
from candor.kernel.http.routes import route, staff

SEES, WORKS, EXPORTS = staff(VIEW), staff(WORK), staff(EXPORT)
DRAFT, INVOICE = "invoice-drafts/<slug:ref>", "invoices/<slug:ref>"
LETTER = f"{INVOICE}/reminders/<int:level>"

urlpatterns: list[URLPattern] = [
    route("invoices/", invoices.invoices, name="invoices", policy=SEES),
    route("invoices/new/", drafts.new_invoice, name="new-invoice", policy=WORKS),
    route("invoices/export/", invoices.export, name="invoice-export", policy=EXPORTS),
    route("invoices/datev/", bookkeeping.export, name="bookkeeping-export", policy=EXPORTS),
    route(f"{DRAFT}/", drafts.draft, name="invoice-draft", policy=WORKS),
    route(f"{DRAFT}/content/", drafts.change, name="invoice-draft-change", policy=WORKS),
    route(f"{DRAFT}/issue/", drafts.issue, name="invoice-issue", policy=WORKS),
    route(f"{DRAFT}/removal/", drafts.discard, name="invoice-draft-discard", policy=WORKS),
    route(f"{INVOICE}/", invoices.invoice, name="invoice", policy=SEES),
    route(f"{INVOICE}/papers/<slug:kind>/", invoices.paper, name="invoice-paper", policy=SEES),
    route(f"{INVOICE}/payments/", verbs.pay, name="invoice-pay", policy=WORKS),
    route(f"{INVOICE}/correction/", verbs.correct, name="invoice-correct", policy=WORKS),
    route(f"{INVOICE}/sending/", verbs.send, name="invoice-send", policy=WORKS),
    route(f"{INVOICE}/work/removal/", work.free, name="invoice-free-work", policy=WORKS),
    route("dunning/", dunning.dunning, name="dunning", policy=SEES),
    route("dunning/proposals/", dunning.propose_due, name="dunning-propose", policy=WORKS),
    route("dunning/sending/", dunning.send_several, name="dunning-send", policy=WORKS),
    route(f"{INVOICE}/reminders/", dunning.propose, name="letter-propose", policy=WORKS),
    route(f"{INVOICE}/dunning-pause/", dunning.pause, name="dunning-pause", policy=WORKS),
    route(f"{INVOICE}/dunning-pause/removal/", dunning.resume, name="dunning-resume", policy=WORKS),
    route(f"{LETTER}/", dunning.letter, name="letter", policy=SEES),
    route(f"{LETTER}/paper/", dunning.paper, name="letter-paper", policy=SEES),
    route(f"{LETTER}/sending/", dunning.send, name="letter-send", policy=WORKS),
    route(f"{LETTER}/removal/", dunning.drop, name="letter-drop", policy=WORKS),
    route(f"{LETTER}/posting/", dunning.posted, name="letter-posted", policy=WORKS),
    route("organisations/<slug:ref>/vat-check/", vat_checks.ask_again, name="vat-check", policy=WORKS),
    route("people/<slug:ref>/invoices/", invoices.of_person, name="invoices-of-person", policy=SEES),
]
