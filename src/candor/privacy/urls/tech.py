"""Addresses of this slice in the tech face."""

from __future__ import annotations

from django.urls import URLPattern

from candor.privacy.urls import channels, configuration, office

urlpatterns: list[URLPattern] = [
    *configuration.urlpatterns,
    *channels.urlpatterns,
    *office.urlpatterns,
]
