"""The public site: no sign-in and no cookie at all."""

from __future__ import annotations

from django.urls import URLPattern

from candor.helpdesk.urls import public as helpdesk
from candor.people.urls import public as people
from candor.privacy.urls import public as privacy

urlpatterns: list[URLPattern] = [
    *helpdesk.urlpatterns,
    *people.urlpatterns,
    *privacy.urlpatterns,
]
