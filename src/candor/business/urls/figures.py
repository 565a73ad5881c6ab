"""Addresses of the figures in the Business Center."""

from __future__ import annotations

from django.urls import URLPattern

from candor.business.views import figures
from candor.kernel.http.routes import route, staff

SEES = staff("business.figures.view")

urlpatterns: list[URLPattern] = [
    route("figures/", figures.figures, name="figures", policy=SEES),
    route("figures/sales/", figures.figures_of_sales, name="figures-of-sales", policy=SEES),
    route("figures/<slug:name>/file/", figures.file, name="figures-file", policy=SEES),
]
