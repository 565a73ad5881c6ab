"""Who may touch what is sold. Everything that is not allowed does not exist: 404."""

from __future__ import annotations

from typing import TypeVar

from django.http import Http404

from candor.catalogue.models import Edition, PriceList, Product
from candor.kernel.actor import Actor

Found = TypeVar("Found")


def product(actor: Actor, ref: str) -> Product:
    """A product that the actor sees, or 404."""
    found = Product.objects.visible_to(actor).prefetch_related("texts").select_related("changed_by").filter(ref=ref)
    return _or_404(found.first())


def edition(actor: Actor, ref: str) -> Edition:
    """An edition that the actor sees, with its product, or 404."""
    rows = Edition.objects.visible_to(actor).select_related("product").prefetch_related("product__texts")
    return _or_404(rows.filter(ref=ref).first())


def price_list(actor: Actor, ref: str) -> PriceList:
    """A price list that the actor sees, or 404."""
    return _or_404(PriceList.objects.visible_to(actor).filter(ref=ref).first())


def _or_404(found: Found | None) -> Found:
    if found is None:
        raise Http404
    return found
