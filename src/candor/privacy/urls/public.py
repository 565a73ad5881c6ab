"""Addresses of this slice in the public face."""

from __future__ import annotations

from django.urls import URLPattern

from candor.kernel.http.routes import anyone, route
from candor.privacy.views import notices

urlpatterns: list[URLPattern] = [
    route("privacy/", notices.privacy_notice, name="privacy-notice", policy=anyone()),
    route(
        "privacy/versions/<int:number>/",
        notices.privacy_notice_version,
        name="privacy-notice-version",
        policy=anyone(),
    ),
    route("terms/", notices.terms, name="terms", policy=anyone()),
    route("terms/versions/<int:number>/", notices.terms_version, name="terms-version", policy=anyone()),
]
