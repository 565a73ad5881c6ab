"""Addresses of this slice in the public face."""

from __future__ import annotations

from django.urls import URLPattern

from candor.kernel.http.routes import anyone, route, visitor
from candor.knowledge.views import public as views

urlpatterns: list[URLPattern] = [
    route("help/", views.start, name="help", policy=anyone()),
    route("help/search/", views.search, name="help-search", policy=anyone()),
    route("help/search/missed/", views.missed, name="help-missed", policy=visitor()),
    route("help/questions/", views.faq, name="help-faq", policy=anyone()),
    route("help/categories/<slug:shelf>/", views.category, name="help-category", policy=anyone()),
    route("help/articles/<slug:article>/", views.article, name="help-article", policy=anyone()),
    route("help/articles/<slug:article>/feedback/", views.feedback, name="help-feedback", policy=visitor()),
    route("help/files/<slug:held>/", views.file, name="help-file", policy=anyone()),
]
