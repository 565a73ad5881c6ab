"""Customer Center: what the reader buys term by term, when it renews, and how it is cancelled (§ 312k BGB)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.business import access_subscriptions as access
from candor.business import queries_subscriptions as queries
from candor.business.actions import ending_subscriptions as ending
from candor.business.actions.pricing import line_of_term
from candor.business.forms_subscriptions import ConfirmForm, DeclareForm
from candor.business.models import CancelKind, CancelledBy, Subscription, SubscriptionState
from candor.business.rules.terms import last_notice_day
from candor.business.views.subscriptions import shown_rows
from candor.business.words_subscriptions import KINDS, RENEWED, span_words, state_of
from candor.kernel.http.request import Request
from candor.people.public import primary_email
from candor.ui.public import page


@require_safe
def mine(request: Request) -> HttpResponse:
    """All of them, the next renewal first."""
    after = request.GET.get("after", "")[:16]
    found, address = queries.own_listing(request.actor, after), reverse("customer:subscriptions")
    return page(
        request,
        "business/subscriptions/mine.html",
        rows=shown_rows(found.rows),
        older=f"{address}?after={found.older}" if found.older else "",
        newer=address if after else "",
    )


@require_safe
def my_subscription(request: Request, ref: str) -> HttpResponse:
    """One: what is agreed, when it renews, by when it can be cancelled."""
    found = access.own_subscription(request.actor, ref)
    line = line_of_term(found, found.renews_on)
    shape, words = state_of(found)
    return page(
        request,
        "business/subscriptions/my_subscription.html",
        found=found,
        product=_product(found),
        shape=shape,
        state=words,
        term=span_words(found.term),
        notice=span_words(found.notice) if found.notice_count else "",
        notice_day=last_notice_day(found.renews_on, found.notice),
        price=line.price if line is not None else None,
        terms=[(term, RENEWED[term.way]) for term in queries.terms_of(found)],
        cancellation=queries.cancellation_of(found),
        has_offer=found.quote is not None and found.quote.offered_id is not None and found.quote.state == "sent",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: Request, ref: str) -> HttpResponse:
    """First step: what is declared. The answer to it names the last day and asks once more."""
    found = access.own_subscription(request.actor, ref)
    if found.state != SubscriptionState.ACTIVE:
        return _see(found)
    form = DeclareForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        said: dict[str, Any] = {"found": found, "product": _product(found), "form": form}
        said["first_day"] = ending.last_day(found, CancelKind.ORDINARY)
        return page(request, "business/subscriptions/declare.html", status=422 if form.is_bound else 200, **said)
    return _asked_again(request, found, form)


@require_POST
def confirm(request: Request, ref: str) -> HttpResponse:
    """Second step: it is declared, noted with its moment, and confirmed by mail."""
    found = access.own_subscription(request.actor, ref)
    form = ConfirmForm(request.POST)
    if found.state != SubscriptionState.ACTIVE:
        return _see(found)
    if not form.is_valid():
        said: dict[str, Any] = {"found": found, "product": _product(found), "form": form}
        said["first_day"] = ending.last_day(found, CancelKind.ORDINARY)
        return page(request, "business/subscriptions/declare.html", status=422, **said)
    kind, clean = CancelKind(form.cleaned_data["kind"]), form.cleaned_data
    ends_on = ending.last_day(found, kind, clean["wished_on"])
    if ends_on != clean["last_day"]:  # midnight has passed meanwhile, or sales changed something
        return _asked_again(request, found, form, 409)
    name = request.person.name if request.person is not None else ""
    with transaction.atomic():
        noted = ending.cancel(
            found, ending.Declared(kind, CancelledBy.ACCOUNT, ends_on, name, clean["reason"]), by=request.actor
        )
        if noted is not None:
            ending.confirm_by_mail(noted, request.person, by=request.actor)
    return _see(found)


def _asked_again(request: Request, found: Subscription, form: DeclareForm, status: int = 200) -> HttpResponse:
    clean = form.cleaned_data
    kind = CancelKind(clean["kind"])
    return page(
        request,
        "business/subscriptions/confirm.html",
        status=status,
        found=found,
        product=_product(found),
        kind=KINDS[kind],
        clean=clean,
        last_day=ending.last_day(found, kind, clean["wished_on"]),
        email=primary_email(request.person) if request.person is not None else "",
        is_new=status == 409,
    )


def _product(found: Subscription) -> str:
    return found.edition.name_in(get_language() or "en")


def _see(found: Subscription) -> HttpResponse:
    return HttpResponseRedirect(reverse("customer:subscription", args=[found.ref]), status=303)
