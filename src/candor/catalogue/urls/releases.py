"""Addresses of releases in the Business Center. A verb has its own address and takes POST only."""

from __future__ import annotations

from django.urls import URLPattern

from candor.catalogue.models import CHANGE, VIEW
from candor.catalogue.views import downloaders, release_files, releases
from candor.kernel.http.routes import route, staff

SEES, CHANGES = staff(VIEW), staff(CHANGE)
RELEASE = "releases/<slug:ref>"

urlpatterns: list[URLPattern] = [
    route("products/<slug:ref>/releases/", releases.releases, name="releases", policy=SEES),
    route("products/<slug:ref>/releases/new/", releases.new_release, name="new-release", policy=CHANGES),
    route(f"{RELEASE}/", releases.release, name="release", policy=SEES),
    route(f"{RELEASE}/details/", releases.change_release, name="release-change", policy=CHANGES),
    route(f"{RELEASE}/publication/", releases.publish, name="release-publish", policy=CHANGES),
    route(f"{RELEASE}/withdrawal/", releases.withdraw, name="release-withdraw", policy=CHANGES),
    route(f"{RELEASE}/return/", releases.offer_again, name="release-offer-again", policy=CHANGES),
    route(f"{RELEASE}/news/", releases.tell, name="release-tell", policy=CHANGES),
    route(f"{RELEASE}/files/", release_files.add, name="release-file-add", policy=CHANGES),
    route("releases/files/<slug:download>/", release_files.fetch, name="release-file", policy=SEES),
    route("releases/files/<slug:download>/removal/", release_files.remove, name="release-file-remove", policy=CHANGES),
    route(f"{RELEASE}/downloads/", downloaders.of_release, name="release-downloads", policy=SEES),
    route("people/<slug:ref>/downloads/", downloaders.of_person, name="downloads-of-person", policy=SEES),
    route(
        "organisations/<slug:ref>/downloads/", downloaders.of_organisation,
        name="downloads-of-organisation", policy=SEES,
    ),
]  # fmt: skip
