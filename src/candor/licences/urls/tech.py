"""Addresses for setting licences up, in System Configuration."""

from __future__ import annotations

from django.urls import URLPattern

from candor.kernel.http.routes import route, staff
from candor.licences.models import CONFIGURE
from candor.licences.views import configuration as views

CONFIGURES = staff(CONFIGURE)
SETTINGS = "configuration/licences"

urlpatterns: list[URLPattern] = [
    route(f"{SETTINGS}/", views.settings, name="licence-settings", policy=CONFIGURES),
    route(f"{SETTINGS}/editions/<slug:ref>/", views.edition, name="licence-edition", policy=CONFIGURES),
    route(
        f"{SETTINGS}/signing-key/", views.new_signing_key, name="new-signing-key", policy=staff(CONFIGURE, fresh=True)
    ),
]
