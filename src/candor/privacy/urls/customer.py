"""Addresses of this slice in the Customer Center."""

from __future__ import annotations

from django.urls import URLPattern

from candor.kernel.http.routes import customer, route
from candor.privacy.views import seen

urlpatterns: list[URLPattern] = [
    route("announcements/<slug:ref>/seen/", seen.seen, name="announcement-seen", policy=customer()),
]
