"""Addresses of this slice in the tech face."""

from __future__ import annotations

from django.urls import URLPattern

from candor.kernel.http.routes import anyone, route, staff
from candor.people.urls.door import door
from candor.people.views import joining

urlpatterns: list[URLPattern] = [
    *door(staff("tech.enter")),
    route("invitation/<str:secret>/", joining.accept_invitation, name="accept-invitation", policy=anyone()),
]
