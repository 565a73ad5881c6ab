"""Addresses of this slice in the public face."""

from __future__ import annotations

from django.urls import URLPattern

from candor.kernel.http.routes import anyone, route
from candor.people.views import joining

urlpatterns: list[URLPattern] = [
    route("set-up/<str:secret>/", joining.set_up, name="set-up", policy=anyone()),
]
