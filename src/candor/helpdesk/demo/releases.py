"""What can be downloaded of the demo's products, who did, and who wants to hear of the next release."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from candor.catalogue.public import (
    Audience,
    Channel,
    DownloadWay,
    Edition,
    Platform,
    Release,
    ReleaseDetails,
    Wanted,
    add_large_file,
    ask_for_download,
    create_release,
    note_download,
    publish,
    subscribe,
    withdraw,
)
from candor.helpdesk.demo import story
from candor.helpdesk.demo.company import Cast
from candor.helpdesk.demo.story import Entry
from candor.kernel import clock, instance
from candor.kernel.actor import ANONYMOUS
from candor.privacy.public import current_notice_version

SELLER = "felix"
STAND_IN = b"This file stands in for a program of the demo company.\n"


def releases_of_company(cast: Cast, now: datetime) -> list[tuple[datetime, Callable[[], object]]]:
    """When each came out, was withdrawn and asked for."""
    told = story.releases()
    happenings: list[tuple[datetime, Callable[[], object]]] = []
    for entry in told["release"]:
        happenings.append((now - story.duration(entry["age"]), partial(_release, cast, entry)))
        if "withdrawn" in entry:
            happenings.append((now - story.duration(entry["withdrawn"]), partial(_withdraw, cast, entry)))
    happenings += [(now - story.duration(entry["age"]), partial(_ask, entry)) for entry in told["asked"]]
    return happenings


def _release(cast: Cast, entry: Entry) -> None:
    by = cast.actors[SELLER]
    product = Edition.objects.select_related("product").get(sku=entry["sku"]).product
    details = ReleaseDetails(
        entry["number"],
        clock.today(instance.current().time_zone),
        {"en": entry["en"], "de": entry["de"]},
        Channel(entry["channel"]),
        Audience(entry["audience"]),
    )
    release = create_release(product, details, by=by)
    files = [
        add_large_file(release, name, [f"{name}\n".encode(), STAND_IN * 4_000], Platform(platform), by=by)
        for name, platform in entry["files"]
    ]
    publish(release, by=by)
    for key in entry["fetched_by"]:
        person = cast.people[key]
        note_download(files[0], person, DownloadWay.ACCOUNT)
        subscribe(product, person, person.language or "en", by=by)


def _withdraw(cast: Cast, entry: Entry) -> None:
    withdraw(_found(entry), by=cast.actors[SELLER])


def _ask(entry: Entry) -> None:
    wanted = Wanted(entry["name"], entry["email"], language="de", notice_version=current_notice_version())
    ask_for_download(_found(entry), wanted, by=ANONYMOUS)


def _found(entry: Entry) -> Release:
    return Release.objects.select_related("product").get(
        product__editions__sku=entry["sku"], number=entry["number"]
    )  # fmt: skip
