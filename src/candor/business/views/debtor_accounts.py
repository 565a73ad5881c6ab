"""The account of one customer at the accountant's, beside the one that all others share."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from candor.business import access_customers as access
from candor.business.actions.bookkeeping import bookkeeping
from candor.business.actions.debtor_accounts import AccountTaken, account_of, set_account
from candor.business.forms_bookkeeping import DebtorAccountForm
from candor.business.views.care import page_of
from candor.kernel.http.request import Request
from candor.ui.public import page


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: Request, about: str, ref: str) -> HttpResponse:
    """Its number, or none."""
    found = access.seen_customer(request, about, ref)
    present = account_of(found)
    form = DebtorAccountForm(
        bookkeeping(),
        present.number if present is not None else None,
        request.POST if request.method == "POST" else None,
    )
    if form.is_valid():
        try:
            set_account(found, form.cleaned_data["number"], by=request.actor)
        except AccountTaken:
            form.add_error("number", _("Another customer has this account."))
        else:
            messages.success(request, _("It is saved."))
            return HttpResponseRedirect(page_of(found), status=303)
    status = 422 if form.is_bound else 200
    words = {"title": _("Debtor account"), "submit": _("Save account")}
    back = page_of(found)
    return page(request, "business/customers/form.html", status=status, found=found, form=form, back=back, words=words)
