"""Addresses of licences on the public site."""

from __future__ import annotations

from django.urls import URLPattern

from candor.kernel.http.routes import anyone, route
from candor.licences.views import public as views

urlpatterns: list[URLPattern] = [
    route("licences/", views.licences, name="licences", policy=anyone()),
    route("licences/verify_licence.py", views.verifier, name="licence-verifier", policy=anyone()),
]
