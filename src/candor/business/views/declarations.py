"""Cancellations of the public site in the Business Center: what sales have to look at, and what became of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from candor.business import access_declarations as access
from candor.business import queries_declarations as queries
from candor.business.actions import declaring
from candor.business.forms_declarations import CarryOutForm, SettleForm
from candor.business.models import Declaration, Subscription
from candor.business.models.subscriptions import WORK
from candor.business.words_subscriptions import DECLARED, DECLARED_SHAPES, KINDS, declared_facts
from candor.kernel.http.request import Request
from candor.ui.public import page

TEMPLATE = "business/subscriptions/declaration.html"


@require_safe
def declarations(request: Request) -> HttpResponse:
    """Those that wait, or all, the latest first."""
    shows_all, after = request.GET.get("show") == "all", request.GET.get("after", "")[:16]
    found, address = (
        queries.listing(request.actor, waiting=not shows_all, after=after),
        reverse("business:declarations"),
    )
    kept = "show=all&" if shows_all else ""
    return page(
        request,
        "business/subscriptions/declarations.html",
        rows=shown_rows(found.rows),
        chips=[
            {"label": pgettext("declarations", "To be looked at"), "url": address, "current": not shows_all},
            {"label": pgettext("declarations", "All"), "url": f"{address}?show=all", "current": shows_all},
        ],
        older=f"{address}?{kept}after={found.older}" if found.older else "",
        newer=f"{address}?{kept}" if after else "",
    )


@require_safe
def declaration(request: Request, ref: str) -> HttpResponse:
    """One: what was declared, and which subscription it may mean."""
    return _shown(request, access.readable_declaration(request.actor, ref))


@require_POST
def carry_out(request: Request, ref: str) -> HttpResponse:
    """End the subscription that is meant."""
    found = access.workable_declaration(request.actor, ref)
    rows = queries.may_be_meant(request.actor, found)
    form = CarryOutForm(rows, _words(rows), request.POST)
    if not form.is_valid():
        return _shown(request, found, 422, carrying=form)
    clean = form.cleaned_data
    meant = access.the_one_meant(request.actor, rows, clean["subscription"], clean["number"])
    if meant is None:
        form.add_error("number", _("No subscription has this number."))
        return _shown(request, found, 422, carrying=form)
    try:
        declaring.carry_out(found, meant, clean["ends_on"], by=request.actor)
    except declaring.ChangedMeanwhile:
        messages.info(request, _("It is settled already, or the subscription has ended."))
    else:
        messages.success(request, _("The subscription is cancelled, and its customer told."))
    return _see(found)


@require_POST
def settle(request: Request, ref: str) -> HttpResponse:
    """There is nothing to end."""
    found = access.workable_declaration(request.actor, ref)
    form = SettleForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, 422, settling=form)
    if declaring.settle(found, form.cleaned_data["note"], by=request.actor):
        messages.success(request, _("The cancellation is settled."))
    else:
        messages.info(request, _("It is settled already."))
    return _see(found)


def shown_rows(rows: list[Declaration]) -> list[tuple[Declaration, str, str, str]]:
    """Rows as lists show them: with who declared it, the shape and the words of the state."""
    nobody = _("without a name")
    return [
        (row, row.name or row.email or nobody, DECLARED_SHAPES[row.state], str(DECLARED[row.state])) for row in rows
    ]


def _shown(request: Request, found: Declaration, status: int = 200, **forms: Any) -> HttpResponse:
    access.note_look(request, found)
    may_work = request.actor.may(WORK) and found.state == "waits"
    rows = queries.may_be_meant(request.actor, found) if may_work else []
    own = {"carrying": CarryOutForm(rows, _words(rows)), "settling": SettleForm()}
    return page(
        request,
        TEMPLATE,
        status=status,
        found=found,
        facts=declared_facts(found),
        kind=KINDS[found.kind],
        shape=DECLARED_SHAPES[found.state],
        state=DECLARED[found.state],
        may_work=may_work,
        wrong=next(iter(forms), ""),
        **(own | forms),
    )


def _words(rows: list[Subscription]) -> dict[str, str]:
    language = get_language() or "en"
    return {
        row.ref: f"{row.number} · {row.edition.name_in(language)} × {row.quantity} · {row.customer_name}"
        for row in rows
    }


def _see(found: Declaration) -> HttpResponse:
    return HttpResponseRedirect(reverse("business:declaration", args=[found.ref]), status=303)
