"""Programs send the files of a release, fetch them and take them away; and read who downloaded them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from candor.catalogue import access_releases as access
from candor.catalogue.actions import release_files as actions
from candor.catalogue.api.operations import RELEASES, RELEASES_READ, RELEASES_WRITE
from candor.catalogue.api.releases import ONE, ReleaseFileOut, file_out
from candor.catalogue.models import Download, Platform
from candor.catalogue.models.downloads import DownloadQuerySet
from candor.catalogue.serving import hand_out
from candor.kernel.api.headers import answer_with
from candor.kernel.api.looks import note_look, note_people
from candor.kernel.api.operations import Received
from candor.kernel.api.paging import After, Limit, Page, cursor_at, place_in
from candor.kernel.api.schemas import BYTES, CONTENT, FileName, Named, Output, PathRef
from candor.kernel.files import CHUNK, FileTooLarge, take_back, write_file
from candor.kernel.http.problems import ROOT, Problem
from candor.kernel.models import StoredFile
from candor.people.public import Person

PlatformName = Literal["any", "windows", "macos", "linux", "source"]


class DownloadOut(Output):
    """Somebody fetched a file: once a day, however often they began."""

    person: Named
    release: Named
    name: str
    way: Literal["form", "account"]
    at: datetime


def receive(request: Any) -> Received:
    """Take the file in, to disk and not to memory, before the transaction. Raises Problem for one too large."""
    try:
        file = write_file("files", request.GET.get("name", ""), "application/octet-stream", _chunks(request))
    except FileTooLarge as refusal:
        words = _("The file is larger than %(limit)s MB. On the server it is added by candor releases add-file.")
        raise Problem("too-large", words % {"limit": refusal.most // 1_000_000}) from None
    request.received_file = file
    return Received(file.sha256, lambda: _forget_unless_kept(file))


@RELEASES.write(
    "POST",
    f"{ONE}/files",
    scope=RELEASES_WRITE,
    response=ReleaseFileOut,
    status=201,
    summary="Add a file to a release",
    problems=["conflict"],
    receive=receive,
    requestBody=CONTENT,
)
def add_release_file(
    request: HttpRequest, ref: PathRef, name: FileName, platform: PlatformName = "any"
) -> ReleaseFileOut:  # fmt: skip
    """Send it as the whole content of the request. Its SHA-256 comes back; the very same file sent twice is there once.

    Larger ones than uploads may be are added on the server, by `candor releases add-file`.
    """
    asking: Any = request
    found = access.release(asking.actor, ref)
    added = actions.keep_file(found, asking.received_file, Platform(platform), by=asking.actor)
    answer_with(request, "Location", f"{ROOT}release-files/{added.ref}")
    return file_out(added)


@RELEASES.read(
    "release-files/{slug:download}",
    scope=RELEASES_READ,
    response=None,
    summary="Fetch a file of a release",
    answers={
        200: {"description": "The file", "content": {"application/octet-stream": BYTES}},
        206: {"description": "The part that `Range` names", "content": {"application/octet-stream": BYTES}},
        416: {"description": "There is no such part"},
    },
)
def download_release_file(request: HttpRequest, download: PathRef) -> HttpResponseBase:
    """Streamed; `Range` goes on where it broke off. Staff are not counted among those who fetched it."""
    asking: Any = request
    return hand_out(access.file_of(asking.actor, download).file, asking)


@RELEASES.write(
    "DELETE",
    "release-files/{slug:download}",
    scope=RELEASES_WRITE,
    status=204,
    summary="Take a file away",
    problems=["conflict"],
    takes_body=False,
)
def remove_release_file(request: HttpRequest, download: PathRef) -> None:
    """For good. A conflict while its release is offered: withdraw that first."""
    asking: Any = request
    actions.remove_file(access.file_of(asking.actor, download), by=asking.actor)


@RELEASES.read(
    f"{ONE}/downloads", scope=RELEASES_READ, response=Page[DownloadOut], summary="List who fetched a release"
)
def list_downloads_of_release(request: HttpRequest, ref: PathRef, limit: Limit = 50, cursor: After = "") -> Any:
    """The latest first. The looks are noted for the people."""
    asking: Any = request
    found = access.release(asking.actor, ref)
    return _page(asking, Download.objects.visible_to(asking.actor).filter(release=found), limit, cursor)


@RELEASES.read(
    "people/{slug:ref}/downloads", scope=RELEASES_READ, response=Page[DownloadOut], summary="List what a person fetched"
)
def list_downloads_of_person(request: HttpRequest, ref: PathRef, limit: Limit = 50, cursor: After = "") -> Any:
    """The latest first. The look is noted."""
    asking: Any = request
    found = access.person(asking.actor, ref)
    note_look(request, found.pk, found)
    return _page(asking, Download.objects.visible_to(asking.actor).filter(person=found.pk), limit, cursor)


def _page(request: Any, rows: DownloadQuerySet, limit: int, cursor: str) -> Page[DownloadOut]:
    """Downloads have no reference of their own: the cursor holds the number of the one last seen."""
    place = place_in(request, cursor)
    rows = rows.filter(pk__lt=int(place)) if place else rows
    found = list(rows.select_related("person", "release").order_by("-pk")[: limit + 1])
    note_people(request, Person.objects.filter(pk__in=[row.person_id for row in found[:limit]]))
    later = cursor_at(request, str(found[limit - 1].pk) if len(found) > limit else "")
    return Page[DownloadOut](items=[_download(row) for row in found[:limit]], next=later)


def _download(row: Download) -> DownloadOut:
    return DownloadOut(
        person=Named(ref=row.person.ref, name=row.person.name),
        release=Named(ref=row.release.ref, name=row.release.number),
        name=row.name,
        way=row.way,  # type: ignore[arg-type] # a column with these choices
        at=row.at,
    )


def _forget_unless_kept(file: StoredFile) -> None:
    """Remove the bytes when no row came to point at them: refused, rolled back, or sent a second time."""
    if not StoredFile.objects.filter(storage_key=file.storage_key).exists():
        take_back(file)


def _chunks(request: HttpRequest) -> Iterator[bytes]:
    while chunk := request.read(CHUNK):
        yield chunk
