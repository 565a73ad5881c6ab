"""Addresses of this slice in the customer face."""

from __future__ import annotations

from django.urls import URLPattern

from candor.kernel.http.routes import customer, route
from candor.knowledge.views import customer as views

urlpatterns: list[URLPattern] = [
    route("help/", views.start, name="help", policy=customer()),
    route("help/search/", views.search, name="help-search", policy=customer()),
    route("help/search/missed/", views.missed, name="help-missed", policy=customer()),
    route("help/questions/", views.faq, name="help-faq", policy=customer()),
    route("help/categories/<slug:shelf>/", views.category, name="help-category", policy=customer()),
    route("help/articles/<slug:article>/", views.article, name="help-article", policy=customer()),
    route("help/articles/<slug:article>/feedback/", views.feedback, name="help-feedback", policy=customer()),
    route("help/files/<slug:held>/", views.file, name="help-file", policy=customer()),
]
