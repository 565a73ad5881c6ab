"""Addresses of this slice in the public face."""

from __future__ import annotations

from django.urls import URLPattern

from candor.kernel.http.routes import anyone, route, visitor
from candor.people.views import agreeing, joining, joining_organisation, registration

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
    route("new-address/<str:secret>/", agreeing.new, name="agree-to-new-address", policy=visitor()),
    route("known-address/<str:secret>/", agreeing.known, name="agree-from-known-address", policy=visitor()),
    route("known-address/<str:secret>/stop/", agreeing.stop, name="stop-new-address", policy=visitor()),
    route("address-agreed/", agreeing.agreed, name="address-agreed", policy=anyone()),
    route("address-counts/", agreeing.counts, name="address-counts", policy=anyone()),
    route("address-stopped/", agreeing.stopped, name="address-stopped", policy=anyone()),
    route("joined/", joining_organisation.joined, name="joined", policy=anyone()),
]
