"""Addresses of this slice in the public face."""

from __future__ import annotations

from django.urls import URLPattern

from candor.kernel.http.routes import anyone, route, visitor
from candor.people.views import joining, joining_organisation, registration

urlpatterns: list[URLPattern] = [
    route("set-up/<str:secret>/", joining.set_up, name="set-up", policy=anyone()),
    route("register/", registration.register, name="register", policy=visitor()),
    route("register/sent/", registration.registration_sent, name="registration-sent", policy=anyone()),
    route(
        "register/confirmation/<str:secret>/",
        registration.confirm,
        name="confirm-registration",
        policy=visitor(),
    ),
    route("join/<str:secret>/", joining_organisation.join, name="join", policy=visitor()),
    route("joined/", joining_organisation.joined, name="joined", policy=anyone()),
]
