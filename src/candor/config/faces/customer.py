"""Customer Center: customers open and follow their cases and see what is held about them."""

from __future__ import annotations

from django.urls import URLPattern

from candor.helpdesk.urls import customer as helpdesk
from candor.people.urls import customer as people

urlpatterns: list[URLPattern] = [
    *helpdesk.urlpatterns,
    *people.urlpatterns,
]
