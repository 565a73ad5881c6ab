"""Addresses of products and prices in the Business Center. A verb has its own address and takes POST only."""

from __future__ import annotations

from django.urls import URLPattern

from candor.catalogue.models import CHANGE, VIEW
from candor.catalogue.views import price_lists, products
from candor.kernel.http.routes import route, staff

SEES, CHANGES = staff(VIEW), staff(CHANGE)
PRODUCT, EDITION, LIST = "products/<slug:ref>", "editions/<slug:ref>", "price-lists/<slug:ref>"

urlpatterns: list[URLPattern] = [
    route("products/", products.products, name="products", policy=SEES),
    route("products/new/", products.new_product, name="new-product", policy=CHANGES),
    route(f"{PRODUCT}/", products.product, name="product", policy=SEES),
    route(f"{PRODUCT}/details/", products.change_product, name="product-change", policy=CHANGES),
    route(f"{PRODUCT}/retirement/", products.retire, name="product-retire", policy=CHANGES),
    route(f"{PRODUCT}/return/", products.bring_back, name="product-bring-back", policy=CHANGES),
    route(f"{PRODUCT}/editions/", products.new_edition, name="new-edition", policy=CHANGES),
    route(f"{EDITION}/details/", products.change_edition, name="edition-change", policy=CHANGES),
    route(f"{EDITION}/retirement/", products.retire_edition, name="edition-retire", policy=CHANGES),
    route(f"{EDITION}/return/", products.bring_edition_back, name="edition-bring-back", policy=CHANGES),
    route(f"{EDITION}/up/", products.raise_edition, name="edition-raise", policy=CHANGES),
    route("price-lists/", price_lists.price_lists, name="price-lists", policy=SEES),
    route("price-lists/new/", price_lists.new_price_list, name="new-price-list", policy=CHANGES),
    route(f"{LIST}/", price_lists.price_list, name="price-list", policy=CHANGES),
    route(f"{LIST}/details/", price_lists.change_price_list, name="price-list-change", policy=CHANGES),
    route(f"{LIST}/retirement/", price_lists.retire, name="price-list-retire", policy=CHANGES),
    route(f"{LIST}/return/", price_lists.bring_back, name="price-list-bring-back", policy=CHANGES),
    route(f"{LIST}/file/", price_lists.as_file, name="price-list-file", policy=SEES),
    route(f"{LIST}/import/", price_lists.preview_file, name="price-list-preview", policy=CHANGES),
    route(f"{LIST}/import/taking/", price_lists.take_file, name="price-list-take", policy=CHANGES),
]
