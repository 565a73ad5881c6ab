"""What sales does with a subscription: each verb has an address of its own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from candor.business import access_subscriptions as access
from candor.business import queries_subscriptions as queries
from candor.business.actions import ending_subscriptions as ending
from candor.business.actions import renewal_work as work
from candor.business.actions import renewing
from candor.business.actions import subscriptions as actions
from candor.business.actions.leads import MayNotBeUsed
from candor.business.forms_subscriptions import CancelForm, ChangeForm, QuantityForm, RenewForm
from candor.business.models import CancelKind, CancelledBy, RenewedBy, Subscription
from candor.business.models.subscriptions import VIEW
from candor.business.queries_leads import today
from candor.business.views.subscriptions import named_licences, see, subscription_page
from candor.kernel.http.request import Request
from candor.people.public import staff_people
from candor.ui.public import page

EITHER = ["GET", "HEAD", "POST"]


@require_POST
def renew(request: Request, ref: str) -> HttpResponse:
    """Renew it by hand: the customer said so, or has paid."""
    found = access.workable_subscription(request.actor, ref)
    form = RenewForm(request.POST)
    if not form.is_valid():
        return subscription_page(request, found, 422, renewing=form)
    clean = form.cleaned_data
    found.renews_on = clean["renews_on"]
    with transaction.atomic():
        term = renewing.renew(found, renewing.Agreed(RenewedBy.HAND, clean["quantity"]), by=request.actor)
        if term is not None and clean["is_paid"]:
            renewing.note_paid(term, by=request.actor)
    if term is None:
        messages.info(request, _("It is renewed already, or it has ended."))
    else:
        messages.success(request, _("The subscription is renewed."))
    return see(found)


@require_POST
def take_back(request: Request, ref: str) -> HttpResponse:
    """The renewal by hand was wrong."""
    found = access.workable_subscription(request.actor, ref)
    terms = queries.terms_of(found)
    if terms and terms[0].way == RenewedBy.HAND and renewing.take_back(terms[0], by=request.actor):
        messages.success(request, _("The renewal is taken back."))
    else:
        messages.info(request, _("There is no renewal by hand to take back."))
    return see(found)


@require_http_methods(EITHER)
def change(request: Request, ref: str) -> HttpResponse:
    """Price, notice, licence, and who looks after it."""
    found = access.workable_subscription(request.actor, ref)
    access.note_look(request, found)
    licences = queries.licences_for(request.actor, found.person_id, found.organisation_id)
    data = request.POST if request.method == "POST" else None
    form = ChangeForm(found, queries.owners(), named_licences(licences), data)
    status, theirs = 422 if form.is_bound else 200, False
    if form.is_valid():
        clean = form.cleaned_data
        licence = next((row for row in licences if row.ref == clean["licence"]), None)
        owner = staff_people(VIEW).filter(ref=clean["owner"]).first() if clean["owner"] else None
        care = actions.Care(clean["price"], clean["renews_itself"], form.notice(), owner, licence)
        try:
            actions.change_subscription(found, clean["version"], care, by=request.actor)
        except actions.SubscriptionChanged:
            status, theirs = 409, True
            form.data = {**request.POST.dict(), "version": str(found.version)}
        else:
            messages.success(request, _("The subscription is saved."))
            return see(found)
    said: dict[str, Any] = {"found": found, "form": form, "theirs": theirs, "product": _product(found)}
    return page(request, "business/subscriptions/change.html", status=status, **said)


@require_POST
def quantity(request: Request, ref: str) -> HttpResponse:
    """Another quantity from a day on."""
    found = access.workable_subscription(request.actor, ref)
    form = QuantityForm(request.POST, auto_id="quantity_%s")
    if not form.is_valid():
        return subscription_page(request, found, 422, changing=form)
    clean = form.cleaned_data
    if actions.plan_quantity(found, clean["quantity"], clean["counts_from"], by=request.actor):
        messages.success(request, _("The quantity is noted."))
    return see(found)


@require_POST
def keep_quantity(request: Request, ref: str) -> HttpResponse:
    """The planned quantity does not come."""
    found = access.workable_subscription(request.actor, ref)
    if actions.drop_planned_quantity(found, by=request.actor):
        messages.success(request, _("The quantity stays as it is."))
    return see(found)


@require_http_methods(EITHER)
def cancel(request: Request, ref: str) -> HttpResponse:
    """Cancel it to a day."""
    found = access.workable_subscription(request.actor, ref)
    access.note_look(request, found)
    if found.state != "active":
        messages.info(request, _("It is cancelled already, or it has ended."))
        return see(found)
    at_first = max(ending.last_day(found, CancelKind.ORDINARY), today())
    form = CancelForm(request.POST if request.method == "POST" else None, initial={"ends_on": at_first})
    if not form.is_valid():
        said: dict[str, Any] = {"found": found, "form": form, "ends_on": at_first, "product": _product(found)}
        return page(request, "business/subscriptions/cancel.html", status=422 if form.is_bound else 200, **said)
    clean = form.cleaned_data
    declared = ending.Declared(CancelKind.ORDINARY, CancelledBy.STAFF, clean["ends_on"], reason=clean["reason"])
    with transaction.atomic():
        noted = ending.cancel(found, declared, by=request.actor)
        is_told = noted is not None and clean["tells"]
        if noted is not None and is_told:
            is_told = ending.confirm_by_mail(noted, actions.contact_of(found), by=request.actor)
    if noted is None:
        messages.info(request, _("It is cancelled already, or it has ended."))
    elif clean["tells"] and not is_told:
        messages.warning(request, _("It is cancelled. No mail went out: no address is known to which mail may go."))
    else:
        messages.success(request, _("The subscription is cancelled."))
    return see(found)


@require_POST
def undo(request: Request, ref: str) -> HttpResponse:
    """It goes on after all."""
    found = access.workable_subscription(request.actor, ref)
    if ending.undo_cancellation(found, by=request.actor):
        messages.success(request, _("The cancellation is undone. The subscription goes on."))
    else:
        messages.info(request, _("It is not cancelled, or it has ended."))
    return see(found)


@require_POST
def quote(request: Request, ref: str) -> HttpResponse:
    """A draft of a quote for the next term."""
    found = access.workable_subscription(request.actor, ref)
    try:
        made = work.quote_renewal(found, by=request.actor)
    except work.NoQuote:
        messages.error(request, _("No quote can be made: there is nobody to write to, or no price is known."))
        return see(found)
    except MayNotBeUsed:
        raise Http404 from None
    return HttpResponseRedirect(reverse("business:quote", args=[made.ref]), status=303)


def _product(found: Subscription) -> str:
    return found.edition.name_in(get_language() or "en")
