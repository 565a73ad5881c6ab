"""Tech Center: technicians open, route, answer and close cases; administrators find the System Configuration menu."""

from __future__ import annotations

from django.urls import URLPattern

from candor.helpdesk.urls import tech as helpdesk
from candor.mail.urls import tech as mail
from candor.people.urls import tech as people
from candor.privacy.urls import tech as privacy

urlpatterns: list[URLPattern] = [
    *helpdesk.urlpatterns,
    *people.urlpatterns,
    *mail.urlpatterns,
    *privacy.urlpatterns,
]
