"""Addresses of the look itself."""

from __future__ import annotations

from django.urls import URLPattern

from candor.kernel.http.routes import anyone, route, signed_in
from candor.ui import views

app_name = "ui"

urlpatterns: list[URLPattern] = [
    route("static/<str:digest>/<path:name>", views.asset, name="asset", policy=anyone()),
    route("ui/", views.gallery, name="gallery", policy=anyone()),
    route("ui/pages/<slug:name>/", views.sample, name="sample", policy=anyone()),
    route("ui/preference/", views.preference, name="preference", policy=signed_in()),
]
