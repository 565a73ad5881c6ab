"""The pages of people and organisations in the Business Center. Their verbs stand in the Tech Center and lead back."""

from __future__ import annotations

from django.urls import URLPattern

from candor.kernel.http.routes import route, staff
from candor.people.views import organisations, people

urlpatterns: list[URLPattern] = [
    route("people/<slug:ref>/", people.person, name="person", policy=staff("people.person.view")),
    route(
        "organisations/<slug:ref>/",
        organisations.organisation,
        name="organisation",
        policy=staff("people.organisation.view"),
    ),
]
