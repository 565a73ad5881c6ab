"""Programs write releases of products down, publish and withdraw them, and have those told who want news."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from pydantic import Field

from candor.catalogue import access, access_releases, queries_releases
from candor.catalogue.actions import news
from candor.catalogue.actions import releases as actions
from candor.catalogue.api.operations import RELEASES, RELEASES_READ, RELEASES_WRITE
from candor.catalogue.forms_releases import LONGEST_NOTES, ReleaseForm
from candor.catalogue.models import Release, ReleaseFile
from candor.kernel.api.forms import cleaned
from candor.kernel.api.headers import answer_with, must_match, tagged, version_of
from candor.kernel.api.paging import After, Limit, Page, page_by
from candor.kernel.api.schemas import Day, Input, Named, Output, PathRef
from candor.kernel.http.problems import ROOT
from candor.kernel.ids import new_ref

OF_PRODUCT, ONE = "products/{slug:ref}/releases", "releases/{slug:ref}"
ChannelName = Literal["stable", "beta", "long-term"]
AudienceName = Literal["open", "form", "customers", "maintained"]
Number = Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z._+ -]*$", max_length=40, examples=["4.2.1"])]
Notes = Annotated[
    dict[Literal["en", "de"], Annotated[str, Field(max_length=LONGEST_NOTES)]],
    Field(description="Markdown by language; an empty text takes a language away."),
]
EXAMPLE = {"number": "4.2.1", "released_on": "2026-11-20", "notes": {"en": "## New\n\n- Search in scans"}}


class ReleaseFileOut(Output):
    """A file of a release. `fetched` counts how often a download of it was begun."""

    ref: str
    name: str
    size: int
    sha256: str
    platform: Literal["any", "windows", "macos", "linux", "source"]
    fetched: int
    added_at: datetime


class ReleaseRow(Output):
    """A version of a product as it is handed out."""

    ref: str
    product: Named
    number: str
    channel: ChannelName
    audience: AudienceName = Field(
        description="`open`: everybody; `form`: whoever leaves an address; `customers`: whoever has signed in; "
        "`maintained`: who has maintenance on the day of the release."
    )
    released_on: date
    published_at: datetime | None
    withdrawn_at: datetime | None


class ReleaseOut(ReleaseRow):
    """One with its notes and files."""

    notes: dict[str, str]
    files: list[ReleaseFileOut]
    news_asked_at: datetime | None = Field(description="When staff asked to have the subscribers told.")
    told: int = Field(description="How many subscribers were told.")
    version: int


class NewReleaseIn(Input):
    """A release; it is a draft first."""

    number: Number
    released_on: Day
    channel: ChannelName = "stable"
    audience: AudienceName = "open"
    notes: Notes = {}


class ReleaseIn(Input):
    """What shall be different; what is not sent stays, and so does a language that is not named."""

    number: Number | None = None
    released_on: Day | None = None
    channel: ChannelName | None = None
    audience: AudienceName | None = None
    notes: Notes | None = None


@RELEASES.read(OF_PRODUCT, scope=RELEASES_READ, response=Page[ReleaseRow], summary="List the releases of a product")
def list_releases(request: HttpRequest, ref: PathRef, limit: Limit = 50, cursor: After = "") -> Any:
    """The latest first, drafts and withdrawn ones too."""
    asking: Any = request
    rows = Release.objects.visible_to(asking.actor).filter(product=access.product(asking.actor, ref))
    rows = rows.select_related("product").prefetch_related("product__texts")
    page, later = page_by(request, rows, ("-released_on", "-id"), limit, cursor)
    return Page[ReleaseRow](items=[ReleaseRow(**_row(row)) for row in page], next=later)


@RELEASES.read(ONE, scope=RELEASES_READ, is_tagged=True, response=ReleaseOut, summary="Read a release")
def read_release(request: HttpRequest, ref: PathRef) -> ReleaseOut:
    """One with its notes, and its files with their checksums."""
    return shown_again(request, ref)


@RELEASES.write(
    "POST",
    OF_PRODUCT,
    scope=RELEASES_WRITE,
    response=ReleaseOut,
    status=201,
    summary="Write a release down",
    problems=["conflict"],
    example=EXAMPLE,
)
def write_release_down(request: HttpRequest, ref: PathRef, payload: NewReleaseIn) -> ReleaseOut:
    """A draft. Its files come next, then `publication`."""
    asking: Any = request
    product = access.product(asking.actor, ref)
    form = ReleaseForm(data={**_flat(payload.model_dump()), "key": new_ref()})
    cleaned(form, NAMES)
    made = actions.create_release(product, form.details(), form.cleaned_data["key"], by=asking.actor)
    answer_with(request, "Location", f"{ROOT}releases/{made.ref}")
    return shown_again(request, made.ref)


@RELEASES.write(
    "PATCH",
    ONE,
    scope=RELEASES_WRITE,
    response=ReleaseOut,
    summary="Change a release",
    match="must",
    problems=["conflict"],
    example={"audience": "customers"},
)
def change_one_release(request: HttpRequest, ref: PathRef, payload: ReleaseIn) -> ReleaseOut:
    """What is written about it; its files stay."""
    asking: Any = request
    found = access_releases.release(asking.actor, ref)
    must_match(request, version_of(_out(found)))
    sent = payload.model_dump(exclude_none=True)
    stands = {name: getattr(found, name) for name in ("number", "released_on", "channel", "audience")}
    wanted = stands | sent | {"notes": _notes(found) | sent.get("notes", {})}
    form = ReleaseForm(found, {**_flat(wanted), "version": found.version})
    cleaned(form, NAMES)
    actions.change_release(found, found.version, form.details(), by=asking.actor)
    return shown_again(request, ref)


@RELEASES.write(
    "POST", f"{ONE}/publication", scope=RELEASES_WRITE, response=ReleaseOut, summary="Publish a release",
    problems=["conflict"], takes_body=False,
)  # fmt: skip
def publish_release(request: HttpRequest, ref: PathRef) -> ReleaseOut:
    """Offered to its audience from now on. A conflict without a file; doing it twice changes nothing."""
    asking: Any = request
    actions.publish(access_releases.release(asking.actor, ref), by=asking.actor)
    return shown_again(request, ref)


@RELEASES.write(
    "POST", f"{ONE}/withdrawal", scope=RELEASES_WRITE, response=ReleaseOut, summary="Withdraw a release",
    takes_body=False,
)  # fmt: skip
def withdraw_release(request: HttpRequest, ref: PathRef) -> ReleaseOut:
    """Nobody gets its files any more; its page says so. Doing it twice changes nothing."""
    asking: Any = request
    actions.withdraw(access_releases.release(asking.actor, ref), by=asking.actor)
    return shown_again(request, ref)


@RELEASES.write(
    "POST", f"{ONE}/return", scope=RELEASES_WRITE, response=ReleaseOut, summary="Offer a withdrawn release again",
    problems=["conflict"], takes_body=False,
)  # fmt: skip
def offer_release_again(request: HttpRequest, ref: PathRef) -> ReleaseOut:
    """Take the withdrawal back. Doing it twice changes nothing."""
    asking: Any = request
    actions.offer_again(access_releases.release(asking.actor, ref), by=asking.actor)
    return shown_again(request, ref)


@RELEASES.write(
    "POST", f"{ONE}/news", scope=RELEASES_WRITE, response=ReleaseOut, summary="Tell those who want news",
    takes_body=False,
)  # fmt: skip
def tell_of_release(request: HttpRequest, ref: PathRef) -> ReleaseOut:
    """By mail, once each, those alone who confirmed that they want it; nothing while it is not offered."""
    asking: Any = request
    news.tell(access_releases.release(asking.actor, ref), by=asking.actor)
    return shown_again(request, ref)


NAMES = {f"notes_{language}": f"notes.{language}" for language, _name in settings.LANGUAGES}
"""How the API calls what the form calls otherwise."""


def shown_again(request: Any, ref: str) -> ReleaseOut:
    """The release as it stands now, with its ETag."""
    out = _out(access_releases.release(request.actor, ref))
    tagged(request, version_of(out))
    return out


def file_out(held: ReleaseFile) -> ReleaseFileOut:
    same = ("ref", "platform", "fetched", "added_at")
    return ReleaseFileOut(
        **{name: getattr(held, name) for name in same},
        name=held.file.name,
        size=held.file.size,
        sha256=held.file.sha256,
    )


def _flat(said: dict[str, Any]) -> dict[str, Any]:
    """As the page's form is filled in, with a field for each language's notes."""
    rest = {name: value for name, value in said.items() if name != "notes"}
    return rest | {f"notes_{language}": words for language, words in said["notes"].items()}


def _notes(found: Release) -> dict[str, str]:
    return {text.language: text.notes for text in found.texts.all() if text.notes}


def _out(found: Release) -> ReleaseOut:
    return ReleaseOut(
        **_row(found),
        notes=_notes(found),
        files=[file_out(held) for held in queries_releases.files_of(found)],
        news_asked_at=found.telling_since,
        told=found.told_count,
        version=found.version,
    )


def _row(found: Release) -> dict[str, Any]:
    same = ("ref", "number", "channel", "audience", "released_on", "published_at", "withdrawn_at")
    product = Named(ref=found.product.ref, name=found.product.name_in(get_language() or "en"))
    return {**{name: getattr(found, name) for name in same}, "product": product}
