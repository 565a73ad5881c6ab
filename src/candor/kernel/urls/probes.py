"""Addresses that the supervisor, a load balancer or a container runtime asks."""

from __future__ import annotations

from django.urls import URLPattern

from candor.kernel.http.routes import anyone, route
from candor.kernel.views import probes

urlpatterns: list[URLPattern] = [
    route("livez", probes.livez, name="livez", policy=anyone()),
    route("readyz", probes.readyz, name="readyz", policy=anyone()),
]
