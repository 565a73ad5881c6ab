"""Addresses for programs that are licensed. They send no token: the licence's key is the proof."""

from __future__ import annotations

from dataclasses import replace

from django.urls import URLPattern

from candor.kernel.http.routes import anyone, route
from candor.licences.views import machines as views

OPEN = replace(anyone(), carries_token=False)

urlpatterns: list[URLPattern] = [
    route("licences/activations/", views.activation, name="licence-activation", policy=OPEN),
    route("licences/deactivations/", views.deactivation, name="licence-deactivation", policy=OPEN),
    route("licences/keys/", views.keys, name="licence-keys", policy=OPEN),
    route("licences/revocations/", views.revocations, name="licence-revocations", policy=OPEN),
]
