"""Addresses of downloads on the public site, which sets no cookie."""

from __future__ import annotations

from django.urls import URLPattern

from candor.catalogue.views import download_form, downloads, news
from candor.kernel.http.routes import anyone, route, visitor

RELEASE, LINK = "downloads/releases/<slug:ref>", "downloads/links/<str:secret>"
NEWS = "downloads/news/<str:key>"

urlpatterns: list[URLPattern] = [
    route("downloads/", downloads.public_list, name="downloads", policy=anyone()),
    route("downloads/products/<slug:ref>/", downloads.product, name="download-product", policy=anyone()),
    route(f"{RELEASE}/", downloads.public_release, name="download-release", policy=anyone()),
    route(f"{RELEASE}/SHA256SUMS", downloads.sums, name="download-sums", policy=anyone()),
    route("downloads/files/<slug:free>/", downloads.public_file, name="download-file", policy=anyone()),
    route(f"{RELEASE}/form/", download_form.ask, name="download-form", policy=visitor()),
    route("downloads/asked/", download_form.asked, name="download-asked", policy=anyone()),
    route(f"{LINK}/", download_form.linked, name="download-link", policy=anyone()),
    route(f"{LINK}/taking/", download_form.take, name="download-link-take", policy=visitor()),
    route(f"{LINK}/files/<slug:download>/", download_form.linked_file, name="download-link-file", policy=anyone()),
    route(f"{LINK}/news/", download_form.confirm_news, name="download-news-confirm", policy=visitor()),
    route("downloads/confirm/<str:secret>/", news.confirm, name="release-news-confirm", policy=visitor()),
    route(f"{NEWS}/", news.stop, name="release-news-stop", policy=visitor()),
    route(f"{NEWS}/everything/", news.everything, name="release-news-everything", policy=visitor()),
    route(f"{NEWS}/stopped/<str:secret>/", news.stopped, name="release-news-stopped", policy=visitor()),
    route(f"{NEWS}/stopped/<str:secret>/undo/", news.take_back, name="release-news-undo", policy=visitor()),
]
