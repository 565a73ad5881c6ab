"""Addresses of this slice in the tech face."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
