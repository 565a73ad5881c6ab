"""Customers who were told outside of Candor: which words stand where, and whose invoice rests on them."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from candor.business.public import readable_invoice
from candor.kernel.http.request import Request
from candor.newsletters import access
from candor.newsletters.actions import selling_by_invoice as actions
from candor.newsletters.forms_told import ToldForm, WordsForm
from candor.newsletters.models import CollectionNotice, MailingList
from candor.ui.public import page

OUTCOMES: Mapping[actions.Outcome, Promise] = {
    actions.Outcome.BEGAN: gettext_lazy(
        "Saved. They may be written to from now on; words, day and invoice stand in the ledger."
    ),
    actions.Outcome.OBJECTED: gettext_lazy("Saved: they objected. They are not written to."),
    actions.Outcome.SAID_NO: gettext_lazy(
        "Nothing changed: they get it already, or left it or objected once. No sale revives that."
    ),
    actions.Outcome.STOPPED: gettext_lazy("Nothing changed: they stopped all our advertising."),
}
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
def words(request: Request, ref: str) -> HttpResponse:
    """What customers of a list read where they give their address elsewhere, and a form for more."""
    found, language = access.list_for(request.actor, ref), get_language() or "en"
    first = {"language": language, "words": actions.proposed_words(found, language)}
    form = WordsForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        actions.enter_words(found, form.said, by=request.actor)
        messages.success(request, _("Saved. Invoices of customers who read them can rest on them from now on."))
        return _to(reverse("business:newsletter-list-told", args=[ref]))
    status, rows = 422 if form.is_bound else 200, found.told_elsewhere.all()[:50]
    return page(request, "newsletters/business/told.html", status=status, found=found, form=form, rows=rows)


@require_POST
def end(request: Request, ref: str) -> HttpResponse:
    """These words stand there no more."""
    found = CollectionNotice.objects.filter(list__in=MailingList.objects.visible_to(request.actor), ref=ref).first()
    if found is None:
        raise Http404
    actions.end_words(found, by=request.actor)
    messages.success(request, _("Saved: they stand there until today. Who read them before keeps what they were told."))
    return _to(reverse("business:newsletter-list-told", args=[found.list.ref]))


@get_or_post
def invoice(request: Request, ref: str) -> HttpResponse:
    """Whether the customer of an invoice was told who writes to them, with what proves it."""
    found, language = readable_invoice(request.actor, ref), get_language() or "en"
    notices = actions.words_in_use(found)
    form = ToldForm(found, notices, language, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            outcome = actions.note_told_customer(found, form.told, by=request.actor)
        except actions.NoProof:
            form.add_error(None, _("This invoice proves no sale, or its address is not one of its customer."))
        else:
            messages.success(request, str(OUTCOMES[outcome]))
            return _to(reverse("business:newsletter-invoice", args=[ref]))
    return page(
        request,
        "newsletters/business/told_customer.html",
        status=422 if form.is_bound else 200,
        found=found,
        form=form,
        notices=notices,
        customer=actions.customer_of(found),
        is_sale=actions.is_sale(found),
        rights=[each.list.name_in(language) for each in actions.rights_by(found)],
    )


def _to(url: str) -> HttpResponse:
    return HttpResponseRedirect(url, status=303)
