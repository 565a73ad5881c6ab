"""What the stories of downloads begin with: a release with a file, a form as a visitor fills it in."""

from __future__ import annotations

from datetime import date
from typing import Any

from candor.catalogue.actions.release_files import add_large_file
from candor.catalogue.actions.releases import ReleaseDetails, create_release, publish
from candor.catalogue.models import Audience, Edition, Platform, Release, ReleaseFile
from candor.catalogue.tests.stories import sold
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.ui.public import Stamp

CONTENT = bytes(range(256)) * 40
NOTES = {"en": "## Search\n\n- finds **scans**", "de": "## Suche\n\n- findet Scans"}


def released(
    number: str = "4.2",
    audience: Audience = Audience.OPEN,
    *,
    by: Actor,
    edition: Edition | None = None,
    day: date = date(2026, 6, 1),
    content: bytes = CONTENT,
) -> Release:
    """A published release with one file."""
    product = (edition or Edition.objects.first() or sold(by=by)).product
    release = create_release(product, ReleaseDetails(number, day, NOTES, audience=audience), by=by)
    add_large_file(release, f"archive-{number}.zip", [content], Platform.LINUX, by=by)
    publish(release, by=by)
    release.refresh_from_db()
    return release


def file_of(release: Release) -> ReleaseFile:
    return ReleaseFile.objects.select_related("file").get(release=release)


def filled_in(email: str = "robin@fern.example", **more: Any) -> dict[str, Any]:
    """The form of a visitor who took half a minute."""
    with clock.later(seconds=-30):
        stamp = str(Stamp.new())
    return {"name": "Robin Fern", "email": email, "website": "", "stamp": stamp, **more}
