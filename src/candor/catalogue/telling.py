"""How a copy of somebody's data speaks of their downloads."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.catalogue.models import Download, DownloadRequest, Product, Release, ReleaseSubscription
from candor.catalogue.words_releases import WAYS
from candor.kernel.registries.telling import Chapter, Telling, chapter, tell

DOWNLOADS = "downloads"

chapter(
    Chapter(
        DOWNLOADS,
        39,
        _("Your downloads"),
        _("What you asked for and fetched, and of which products you want news."),
        group="downloads",
    )
)
tell(Release, Telling(called="number"))
tell(Product, Telling(called="ref"))
tell(
    DownloadRequest,
    Telling(
        DOWNLOADS,
        10,
        _("Download asked for by the form"),
        columns={
            "email": _("Address of the link"),
            "asked_at": _("Asked"),
            "wants_news": _("Box for news ticked"),
            "notice_version": _("Privacy notice at that time (version)"),
        },
        heads=("asked_at",),
    ),
)
tell(
    Download,
    Telling(
        DOWNLOADS,
        20,
        pgettext_lazy("copy", "Download"),
        columns={"way": _("How it was fetched"), "day": pgettext_lazy("copy", "Day"), "at": _("First time that day")},
        values={"way": WAYS},
        heads=("name",),
    ),
)
tell(
    ReleaseSubscription,
    Telling(
        DOWNLOADS,
        30,
        _("News of releases"),
        columns={
            "email": _("Address of the news"),
            "language": _("Language of the news"),
            "way": _("How you agreed"),
            "notice_version": _("Privacy notice at that time (version)"),
            "asked_at": _("Asked"),
            "confirmed_at": _("Confirmed"),
            "ended_at": pgettext_lazy("news", "Stopped"),
        },
        values={"way": WAYS},
        heads=("email",),
    ),
)
