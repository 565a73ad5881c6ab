"""Addresses of this slice in the public face."""

from __future__ import annotations

from django.urls import URLPattern

from candor.helpdesk.views import public as views
from candor.helpdesk.views import suggestions
from candor.kernel.http.routes import anyone, route, visitor

urlpatterns: list[URLPattern] = [
    route("", views.welcome, name="welcome", policy=anyone()),
    route("contact/", views.contact, name="contact", policy=visitor()),
    route("contact/suggestions/", suggestions.for_visitor, name="contact-suggestions", policy=visitor()),
    route("contact/solved/", suggestions.solved_for_visitor, name="contact-solved", policy=visitor()),
    route("contact/not-sent/", suggestions.not_sent, name="contact-not-sent", policy=anyone()),
    route("contact/sent/<str:receipt>/", views.contact_sent, name="contact-sent", policy=anyone()),
    route("cookies/", views.cookies, name="cookies", policy=anyone()),
    route("robots.txt", views.robots, name="robots", policy=anyone()),
]
