"""Addresses of newsletters on the public site. None of them sets a cookie."""

from __future__ import annotations

from django.urls import URLPattern

from candor.kernel.http.routes import anyone, foreign_form, route, visitor
from candor.kernel.registries.personal_data import Purpose
from candor.newsletters.views import archive, choices, elsewhere, leaving, pictures, public

OURS = visitor(also_for=[Purpose.MARKETING])
MINE = "newsletters/mine/<str:key>"

urlpatterns: list[URLPattern] = [
    route("newsletters/", public.sign_up, name="newsletters", policy=OURS),
    route("newsletters/sent/", public.sent, name="newsletters-sent", policy=anyone()),
    route("newsletters/sign-ups/<str:secret>/", public.confirm, name="newsletters-confirm", policy=OURS),
    route("newsletters/archive/", archive.archive, name="newsletter-archive", policy=anyone()),
    route("newsletters/archive/feed/", archive.feed, name="newsletter-feed", policy=anyone()),
    route(
        "newsletters/archive/<slug:ref>/shown/<slug:file>/", pictures.past_picture, name="past-picture", policy=anyone()
    ),
    route("newsletters/archive/<slug:ref>/", archive.past_issue, name="past-newsletter", policy=anyone()),
    route("newsletters/confirmed/", public.confirmed, name="newsletters-confirmed", policy=anyone()),
    route(f"{MINE}/", leaving.mine, name="newsletters-mine", policy=OURS),
    route(f"{MINE}/everything/", leaving.everything, name="newsletters-everything", policy=OURS),
    route(f"{MINE}/lists/<slug:ref>/", leaving.one_list, name="newsletters-one-list", policy=OURS),
    route(f"{MINE}/ended/<str:secret>/", leaving.ended, name="newsletters-ended", policy=OURS),
    route(f"{MINE}/ended/<str:secret>/undo/", leaving.take_back, name="newsletters-undo", policy=OURS),
    route(f"{MINE}/choices/", choices.choices, name="newsletters-choices", policy=OURS),
    route(f"{MINE}/choices/ended/<str:secret>/", choices.saved, name="newsletters-choices-saved", policy=OURS),
    route(f"{MINE}/choices/ended/<str:secret>/undo/", choices.take_back, name="newsletters-choices-undo", policy=OURS),
    route(
        "newsletters/elsewhere/<slug:ref>/",
        elsewhere.sign_up,
        name="newsletters-elsewhere",
        policy=foreign_form(also_for=[Purpose.MARKETING]),
    ),
    route("newsletters/one-click/<str:key>/", leaving.one_click, name="newsletters-one-click", policy=OURS),
]
