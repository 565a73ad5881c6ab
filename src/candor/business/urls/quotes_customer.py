"""Addresses of quotes in the Customer Center."""

from __future__ import annotations

from django.urls import URLPattern

from candor.business.views import quotes_customer as views
from candor.kernel.http.routes import customer, route

urlpatterns: list[URLPattern] = [
    route("quotes/", views.mine, name="quotes", policy=customer()),
    route("quotes/<slug:ref>/", views.my_quote, name="quote", policy=customer()),
    route("quotes/<slug:ref>/paper/", views.my_paper, name="quote-paper", policy=customer()),
    route("quotes/<slug:ref>/acceptance/", views.accept, name="quote-accept", policy=customer()),
    route("quotes/<slug:ref>/refusal/", views.decline, name="quote-decline", policy=customer()),
]
