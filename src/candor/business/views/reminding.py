"""System Configuration: when customers are reminded of renewals, and what becomes of the quotes for them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from candor.business import queries_subscriptions as queries
from candor.business.actions.subscription_settings import (
    RemindingChanged,
    change_product_reminding,
    change_reminding,
    settings_now,
)
from candor.business.forms_reminding import WAYS, ProductRemindingForm, RemindingForm
from candor.business.models import ProductReminding, RemindingWay
from candor.business.rules.terms import steps_from
from candor.business.words_subscriptions import step_words
from candor.kernel.http.request import Request
from candor.ui.public import page


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: Request) -> HttpResponse:
    """The steps, and the quote."""
    present = settings_now()
    form = RemindingForm(present, request.POST if request.method == "POST" else None)
    status, theirs = 422 if form.is_bound else 200, None
    if form.is_valid():
        try:
            change_reminding(form.cleaned_data["version"], form.reminding(), by=request.actor)
        except RemindingChanged:
            theirs, status = settings_now(), 409
            form.data = {**request.POST.dict(), "version": str(theirs.version)}
        else:
            messages.success(request, _("The settings are saved."))
            return HttpResponseRedirect(reverse("tech:reminding"), status=303)
    return page(
        request,
        "business/subscriptions/settings.html",
        status=status,
        form=form,
        theirs=theirs,
        steps=[step_words(step) for step in steps_from(present.steps)] if present.is_reminding else [],
        products=[(product, name, _said(own)) for product, name, own in queries.reminded_products(_language())],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def of_product(request: Request, ref: str) -> HttpResponse:
    """The steps of one product."""
    product, name, present = queries.reminded_product(ref, _language())
    form = ProductRemindingForm(present, request.POST if request.method == "POST" else None)
    status, theirs = 422 if form.is_bound else 200, ""
    if form.is_valid():
        clean = form.cleaned_data
        way = RemindingWay(clean["way"])
        try:
            change_product_reminding(product, clean["version"], way, clean["steps"], by=request.actor)
        except RemindingChanged:
            present, status = queries.reminded_product(ref, _language())[2], 409
            theirs, form.data = _said(present), {**request.POST.dict(), "version": str(present.version)}
        else:
            messages.success(request, _("The settings are saved."))
            return HttpResponseRedirect(reverse("tech:reminding"), status=303)
    said = {"product": product, "name": name, "form": form, "theirs": theirs}
    return page(request, "business/subscriptions/product_reminding.html", status=status, **said)


def _said(own: ProductReminding) -> str:
    """What counts for a product, in words."""
    if own.way == RemindingWay.OWN:
        return ", ".join(step_words(step) for step in steps_from(own.steps))
    return str(WAYS[own.way])


def _language() -> str:
    return get_language() or "en"
