"""Dunning in the Business Center: what is overdue, letters to be looked at, and each verb at its own address."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from candor.business import access_dunning as access
from candor.business import queries_dunning as queries
from candor.business.access_invoices import note_look, workable_invoice
from candor.business.actions import dunning as actions
from candor.business.actions.dunning_round import approve_several, propose_all
from candor.business.forms_dunning import ApproveForm, PauseForm, shown_letters
from candor.business.models import DunningLetter, DunningState, Invoice
from candor.business.models.invoices import WORK
from candor.business.queries_leads import today
from candor.business.views.invoices import invoice_page
from candor.business.words_dunning import REASONS, STATES, TITLES, values_of, words_of
from candor.kernel.files import serve
from candor.kernel.http.request import Request
from candor.ui.marks import day as day_shown
from candor.ui.marks import money
from candor.ui.public import page


@require_safe
def dunning(request: Request) -> HttpResponse:
    """Overdue invoices with what comes next, and above them the letters that wait for somebody."""
    rows, older = queries.overdue(request.actor, today(), request.GET.get("after", "")[:16])
    settings, address = actions.dunning(), reverse("business:dunning")
    waiting = queries.waiting_letters(request.actor)
    return page(
        request,
        "business/dunning/list.html",
        rows=rows,
        proposed=[
            (row, actions.claim_of(row.invoice, row.level, settings))
            for row in waiting
            if row.state == DunningState.PROPOSED
        ],
        to_post=[row for row in waiting if row.state == DunningState.TO_POST],
        titles=TITLES,
        states=STATES,
        reasons=REASONS,
        due=sum(row.is_due for row in rows),
        older=f"{address}?{urlencode({'after': older})}" if older else "",
        newer=address if request.GET.get("after") else "",
        may_work=request.actor.may(WORK),
    )


@require_safe
def letter(request: Request, ref: str, level: int) -> HttpResponse:
    """One letter: what it says and asks for."""
    return _letter_page(request, access.readable_letter(request.actor, ref, level))


@require_safe
def paper(request: Request, ref: str, level: int) -> HttpResponseBase:
    """Its PDF, to be saved."""
    found = access.readable_letter(request.actor, ref, level)
    note_look(request, found.invoice)
    return serve(access.letter_file(found), made_here=True)


@require_safe
def own_paper(request: Request, ref: str, level: int) -> HttpResponseBase:
    """A customer's: its PDF, to be saved."""
    return serve(access.own_letter_file(request.actor, ref, level), made_here=True)


@require_POST
def propose(request: Request, ref: str) -> HttpResponse:
    """Propose the letter that is due for an invoice, and look at it."""
    invoice = workable_invoice(request.actor, ref)
    try:
        made = actions.propose_letter(invoice, by=request.actor)
    except actions.NothingDue:
        messages.error(request, _("No letter is due for this invoice now."))
        return _to_invoice(invoice)
    return _to(made)


@require_POST
def propose_due(request: Request) -> HttpResponse:
    """Propose all letters that are due."""
    made = propose_all(queries.due_among(request.actor, today()), by=request.actor)
    words = ngettext("%(num)d letter is proposed.", "%(num)d letters are proposed.", made) % {"num": made}
    messages.success(request, words if made else _("No letter is due now."))
    return HttpResponseRedirect(reverse("business:dunning"), status=303)


@require_POST
def send(request: Request, ref: str, level: int) -> HttpResponse:
    """Let a letter go."""
    found, form = access.workable_letter(request.actor, ref, level), ApproveForm(request.POST)
    try:
        went = form.is_valid() and actions.approve_letter(found, form.cleaned_data["total"], by=request.actor)
    except actions.AmountsChanged:
        words = _("The amount has changed since the page was drawn. Look at it again.")
        return _letter_page(request, found, 409, words)
    except actions.NothingDue:
        messages.error(request, _("No letter goes out: the invoice is paid or paused."))
        return _to_invoice(found.invoice)
    if not form.is_valid():
        words = _("The amount was not the one that the page showed. Look at it again.")
        return _letter_page(request, found, 422, words)
    messages.success(request, _("The letter is on its way.") if went else _("This letter went out before."))
    return _to(found)


@require_POST
def send_several(request: Request) -> HttpResponse:
    """Let the letters that the page showed go, each for the amount that the page showed."""
    shown = shown_letters(request.POST)
    letters = [(access.workable_letter(request.actor, ref, level), total) for ref, level, total in dict.fromkeys(shown)]
    went = approve_several(letters, by=request.actor)
    if went:
        messages.success(request, ngettext("%(num)d letter is on its way.", "%(num)d letters are on their way.", went)
                         % {"num": went})  # fmt: skip
    if went < len(letters):
        messages.error(request, _("Some did not go: they went out before, or their amounts have changed."))
    if not letters:
        messages.error(request, _("Nothing waited to be sent."))
    return HttpResponseRedirect(reverse("business:dunning"), status=303)


@require_POST
def drop(request: Request, ref: str, level: int) -> HttpResponse:
    """Take a proposed letter away."""
    found = access.workable_letter(request.actor, ref, level)
    if actions.drop_letter(found, by=request.actor):
        messages.success(request, _("The proposal is gone."))
    else:
        messages.error(request, _("This letter went out before."))
    return _to_invoice(found.invoice)


@require_POST
def posted(request: Request, ref: str, level: int) -> HttpResponse:
    """Note that the printed letter went into the post."""
    found = access.workable_letter(request.actor, ref, level)
    if actions.note_posted(found, by=request.actor):
        messages.success(request, _("The letter is noted as sent."))
    else:
        messages.error(request, _("Nothing waits to be posted here."))
    return _to(found)


@require_POST
def pause(request: Request, ref: str) -> HttpResponse:
    """Nobody is dunned for this invoice for now."""
    invoice, form = workable_invoice(request.actor, ref), PauseForm(request.POST)
    if not form.is_valid():
        return invoice_page(request, invoice, 422, pausing=form)
    actions.pause_dunning(invoice, form.pause, by=request.actor)
    messages.success(request, _("Nobody is dunned for this invoice for now."))
    return _to_invoice(invoice)


@require_POST
def resume(request: Request, ref: str) -> HttpResponse:
    """Dun for it again."""
    invoice = workable_invoice(request.actor, ref)
    actions.resume_dunning(invoice, by=request.actor)
    messages.success(request, _("This invoice is dunned for again."))
    return _to_invoice(invoice)


def _letter_page(request: Request, found: DunningLetter, status: int = 200, problem: str = "") -> HttpResponse:
    """A proposal shows what it would ask for today."""
    note_look(request, found.invoice)
    settings, invoice = actions.dunning(), found.invoice
    if found.state == DunningState.PROPOSED:
        claim = actions.claim_of(invoice, found.level, settings)
        found.left, found.fee, found.interest, found.total = claim.left, claim.fee, claim.interest, claim.total
    values = values_of(found, day_shown, lambda amount: money(amount, invoice.currency))
    title, text = words_of(found, settings, invoice.language, values)
    shape, state = STATES[found.state]
    return page(
        request, "business/dunning/letter.html", status=status, found=found, invoice=invoice, title=title, text=text,
        shape=shape, state=state, problem=problem, may_work=request.actor.may(WORK) and not invoice.is_settled,
    )  # fmt: skip


def _to(letter: DunningLetter) -> HttpResponse:
    return HttpResponseRedirect(reverse("business:letter", args=[letter.invoice.ref, letter.level]), status=303)


def _to_invoice(invoice: Invoice) -> HttpResponse:
    return HttpResponseRedirect(reverse("business:invoice", args=[invoice.ref]), status=303)
