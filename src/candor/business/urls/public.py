"""Addresses of sales in the public face."""

from __future__ import annotations

from django.urls import URLPattern

from candor.business.views import enquiry
from candor.kernel.http.routes import anyone, route, visitor

urlpatterns: list[URLPattern] = [
    route("enquiry/", enquiry.enquiry, name="enquiry", policy=visitor()),
    route("enquiry/sent/", enquiry.enquiry_sent, name="enquiry-sent", policy=anyone()),
]
