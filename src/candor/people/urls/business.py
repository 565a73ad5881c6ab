"""The pages of people and organisations in the Business Center. Their verbs stand in the Tech Center and lead back."""

from __future__ import annotations

from django.urls import URLPattern

from candor.kernel.http.routes import route, staff
from candor.people.views import list_views, organisations, people

SEES_LISTS = staff("people.person.view")
"""Which lists, each of them says itself."""

urlpatterns: list[URLPattern] = [
    route("people/<slug:ref>/", people.person, name="person", policy=staff("people.person.view")),
    route(
        "organisations/<slug:ref>/",
        organisations.organisation,
        name="organisation",
        policy=staff("people.organisation.view"),
    ),
    route("views/", list_views.list_views, name="views", policy=SEES_LISTS),
    route("views/<slug:view>/details/", list_views.change, name="view-change", policy=SEES_LISTS),
    route("views/<slug:view>/removal/", list_views.remove, name="view-remove", policy=SEES_LISTS),
    route("lists/<slug:place>/views/new/", list_views.save, name="view-save", policy=SEES_LISTS),
]
