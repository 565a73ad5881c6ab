"""Addresses of this slice in the Customer Center."""

from __future__ import annotations

from django.urls import URLPattern

from candor.kernel.http.routes import customer, route
from candor.kernel.registries.personal_data import Purpose
from candor.privacy.views import account_manager, my_recipients, seen

# Somebody's own data is shown to them whatever it is held for, sales and marketing included (GDPR Art. 15).
see_their_own = customer(also_for=Purpose)
MINE = "my-data/"

urlpatterns: list[URLPattern] = [
    route(MINE, account_manager.overview, name="me-data", policy=see_their_own),
    route(f"{MINE}received/", my_recipients.my_recipients, name="me-data-received", policy=see_their_own),
    route(f"{MINE}<slug:group>/", account_manager.group, name="me-data-group", policy=see_their_own),
    route(f"{MINE}<slug:group>/<slug:kind>/", account_manager.kind, name="me-data-kind", policy=see_their_own),
    route("announcements/<slug:ref>/seen/", seen.seen, name="announcement-seen", policy=customer()),
]
