"""Products and their editions in the Business Center."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.catalogue import access, queries
from candor.catalogue.actions import products as actions
from candor.catalogue.forms import EditionForm, ProductForm
from candor.catalogue.models import CHANGE, Product
from candor.catalogue.words import KINDS, UNITS
from candor.kernel.http.request import Request
from candor.ui.public import page

EITHER = ["GET", "HEAD", "POST"]


@require_safe
def products(request: Request) -> HttpResponse:
    """What is sold, retired products last."""
    language = get_language() or "en"
    found, further = queries.products(request.actor, request.GET.get("after", "")[:16])
    return page(
        request,
        "catalogue/products.html",
        rows=[(row, row.name_in(language), KINDS[row.kind]) for row in found],
        more=f"?after={further}" if further else "",
        may_change=request.actor.may(CHANGE),
    )


@require_safe
def product(request: Request, ref: str) -> HttpResponse:
    """One product with its editions, and what they cost today."""
    found = access.product(request.actor, ref)
    editions = list(found.editions.in_order())
    today = queries.today()
    currencies = queries.currencies_on(today)
    return page(
        request,
        "catalogue/product.html",
        found=found,
        text=found.text_in(get_language() or "en"),
        kind=KINDS[found.kind],
        unit=UNITS[found.unit],
        editions=editions,
        currencies=currencies,
        prices={currency: queries.prices_of(editions, currency, today) for currency in currencies[:5]},
        may_change=request.actor.may(CHANGE),
    )


@require_http_methods(EITHER)
def new_product(request: Request) -> HttpResponse:
    """Write a product down."""
    form = ProductForm(data=request.POST if request.method == "POST" else None)
    if form.is_valid():
        made = actions.create_product(form.details(), form.cleaned_data["key"] or None, by=request.actor)
        messages.success(request, _("The product is there. Now add the editions in which it is bought."))
        return _to(made)
    return page(request, "catalogue/product_form.html", status=422 if form.is_bound else 200, form=form, found=None)


@require_http_methods(EITHER)
def change_product(request: Request, ref: str) -> HttpResponse:
    """What is written about it."""
    found = access.product(request.actor, ref)
    form = ProductForm(found, request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            actions.change_product(found, form.cleaned_data["version"] or 0, form.details(), by=request.actor)
        except actions.ChangedMeanwhile:
            form, status = _overwriting(ProductForm(found, _newer(request, found))), 409
        else:
            messages.success(request, _("The product is saved."))
            return _to(found)
    return page(request, "catalogue/product_form.html", status=status, form=form, found=found)


@require_http_methods(EITHER)
def new_edition(request: Request, ref: str) -> HttpResponse:
    """Add an edition."""
    found = access.product(request.actor, ref)
    form = EditionForm(data=request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.add_edition(found, form.details(), by=request.actor)
        except actions.SkuTaken:
            form.add_error("sku", _("Another edition has this number."))
        else:
            messages.success(request, _("The edition is added. Its price is set in the price lists."))
            return _to(found)
    status = 422 if form.is_bound else 200
    return page(request, "catalogue/edition_form.html", status=status, form=form, product=found, edition=None)


@require_http_methods(EITHER)
def change_edition(request: Request, ref: str) -> HttpResponse:
    """What is written about an edition."""
    found = access.edition(request.actor, ref)
    form = EditionForm(found, request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            actions.change_edition(found, form.cleaned_data["version"] or 0, form.details(), by=request.actor)
        except actions.SkuTaken:
            form.add_error("sku", _("Another edition has this number."))
        except actions.ChangedMeanwhile:
            form, status = _overwriting(EditionForm(found, _newer(request, found))), 409
        else:
            messages.success(request, _("The edition is saved."))
            return _to(found.product)
    return page(
        request, "catalogue/edition_form.html", status=status, form=form, product=found.product, edition=found
    )  # fmt: skip


def _product_verb(act: Callable[..., object]) -> Callable[..., HttpResponse]:
    def view(request: Request, ref: str) -> HttpResponse:
        found = access.product(request.actor, ref)
        act(found, by=request.actor)
        return _to(found)

    view.__name__, view.__doc__ = act.__name__, act.__doc__
    return require_POST(view)


def _edition_verb(act: Callable[..., object]) -> Callable[..., HttpResponse]:
    def view(request: Request, ref: str) -> HttpResponse:
        found = access.edition(request.actor, ref)
        act(found, by=request.actor)
        return _to(found.product)

    view.__name__, view.__doc__ = act.__name__, act.__doc__
    return require_POST(view)


retire = _product_verb(actions.retire_product)
bring_back = _product_verb(actions.bring_product_back)
retire_edition = _edition_verb(actions.retire_edition)
bring_edition_back = _edition_verb(actions.bring_edition_back)
raise_edition = _edition_verb(actions.raise_edition)


def _newer(request: Request, present: Any) -> Any:
    """What was typed, with the version that stands now: sending it again overwrites knowingly."""
    data = request.POST.copy()
    present.refresh_from_db(fields=["version"])
    data["version"] = str(present.version)
    return data


def _overwriting(form: Any) -> Any:
    form.add_error(
        None,
        _(
            "A colleague has saved something else meanwhile. "
            "Your words are still here: send them again to overwrite theirs."
        ),
    )
    return form


def _to(found: Product) -> HttpResponse:
    return HttpResponseRedirect(reverse("business:product", args=[found.ref]), status=303)
