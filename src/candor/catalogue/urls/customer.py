"""Addresses of downloads in the Customer Center."""

from __future__ import annotations

from django.urls import URLPattern

from candor.catalogue.views import downloads
from candor.kernel.http.routes import customer, route

PRODUCT = "downloads/products/<slug:ref>"

urlpatterns: list[URLPattern] = [
    route("downloads/", downloads.my_list, name="downloads", policy=customer()),
    route("downloads/releases/<slug:ref>/", downloads.my_release, name="download-release", policy=customer()),
    route("downloads/files/<slug:download>/", downloads.my_file, name="download-file", policy=customer()),
    route(f"{PRODUCT}/news/", downloads.begin_news, name="download-news", policy=customer()),
    route(f"{PRODUCT}/news/end/", downloads.end_news, name="download-news-end", policy=customer()),
]
