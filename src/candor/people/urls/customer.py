"""Addresses of this slice in the customer face."""

from __future__ import annotations

from django.urls import URLPattern

from candor.kernel.http.routes import customer, route
from candor.people.urls.details import my_pages
from candor.people.urls.door import door
from candor.people.views import colleagues

ORGANISATION = "organisations/<slug:ref>/"

organisation_pages: list[URLPattern] = [
    route("organisations/", colleagues.organisations, name="organisation", policy=customer()),
    route(ORGANISATION, colleagues.colleagues, name="colleagues", policy=customer()),
    route(f"{ORGANISATION}invitations/new/", colleagues.invite, name="invite-colleague", policy=customer()),
    route(
        f"{ORGANISATION}invitations/<slug:entry>/withdrawal/",
        colleagues.withdraw,
        name="withdraw-colleague",
        policy=customer(),
    ),
    route(
        f"{ORGANISATION}members/<slug:person_ref>/end/", colleagues.end_access, name="end-colleague", policy=customer()
    ),
    route(f"{ORGANISATION}super/request/", colleagues.ask_to_become_super, name="ask-super", policy=customer()),
    route(f"{ORGANISATION}requests/<slug:request_ref>/grant/", colleagues.grant, name="grant-super", policy=customer()),
    route(
        f"{ORGANISATION}requests/<slug:request_ref>/decline/",
        colleagues.decline,
        name="decline-super",
        policy=customer(),
    ),
]

urlpatterns: list[URLPattern] = [*door(customer()), *my_pages(customer()), *organisation_pages]
