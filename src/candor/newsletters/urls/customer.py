"""Addresses of newsletters in the Customer Center."""

from __future__ import annotations

from django.urls import URLPattern

from candor.kernel.http.routes import customer, route
from candor.kernel.registries.personal_data import Purpose
from candor.newsletters.views import customer as views

OWN = customer(also_for=[Purpose.MARKETING])

urlpatterns: list[URLPattern] = [
    route("newsletters/", views.newsletters, name="newsletters", policy=OWN),
    route("newsletters/language/", views.language, name="newsletters-language", policy=OWN),
    route("newsletters/end/", views.end_all, name="newsletters-end-all", policy=OWN),
    route("newsletters/readers/<slug:reader>/end/", views.end_elsewhere, name="newsletter-end-elsewhere", policy=OWN),
    route("newsletters/<slug:ref>/begin/", views.begin, name="newsletter-begin", policy=OWN),
    route("newsletters/<slug:ref>/end/", views.end, name="newsletter-end", policy=OWN),
]
