"""Addresses of this slice in the customer face."""

from __future__ import annotations

from django.urls import URLPattern

from candor.business.views import dunning
from candor.business.views import own_invoices as views
from candor.kernel.http.routes import customer, route

urlpatterns: list[URLPattern] = [
    route("invoices/", views.invoices, name="invoices", policy=customer()),
    route("invoices/<slug:ref>/papers/<slug:kind>/", views.paper, name="invoice-paper", policy=customer()),
    route("invoices/<slug:ref>/reminders/<int:level>/", dunning.own_paper, name="letter-paper", policy=customer()),
]
