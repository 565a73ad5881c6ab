"""Addresses of licences in the Customer Center."""

from __future__ import annotations

from django.urls import URLPattern

from candor.kernel.http.routes import customer, route
from candor.licences.views import customer as views
from candor.licences.views import offline

LICENCE = "licences/<slug:ref>"

urlpatterns: list[URLPattern] = [
    route("licences/", views.licences, name="licences", policy=customer()),
    route("licences/restoration/", views.restore, name="restore-licence", policy=customer()),
    route(f"{LICENCE}/key/", views.key_file, name="licence-key", policy=customer()),
    route(f"{LICENCE}/offline/", offline.for_customer, name="licence-offline", policy=customer()),
    route(f"{LICENCE}/after-erasure/", views.choose, name="licence-choose", policy=customer()),
    route(
        f"{LICENCE}/machines/<slug:machine>/end/", views.free_machine, name="licence-free-machine", policy=customer()
    ),
]
