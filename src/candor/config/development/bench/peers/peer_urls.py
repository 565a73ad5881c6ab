"""Where django-helpdesk's pages are, and the app that granian serves."""

from __future__ import annotations

from django.contrib import admin
from django.core.wsgi import get_wsgi_application
from django.urls import include, path

urlpatterns = [path("admin/", admin.site.urls), path("", include("helpdesk.urls"))]


def __getattr__(name: str) -> object:
    """The app, made when it is asked for: making it reads these addresses."""
    if name != "application":
        raise AttributeError(name)
    return get_wsgi_application()
