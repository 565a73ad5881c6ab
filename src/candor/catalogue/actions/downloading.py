"""Fetching files of releases: asked for by the form, counted, and noted once a day for a person."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from candor.catalogue.handing_over import Asked, hand_over
from candor.catalogue.models import Download, DownloadRequest, DownloadWay, Release, ReleaseFile
from candor.catalogue.queries import today
from candor.kernel import clock, instance, tokens
from candor.kernel.actor import JOB, Actor
from candor.kernel.audit import record
from candor.kernel.db.inserting import insert_unless_there
from candor.kernel.jobs import enqueue, task
from candor.kernel.registries import boxes
from candor.mail.public import TemplateClass, queue_mail
from candor.people.public import (
    IdentifierKind,
    Person,
    Source,
    find_or_add_by_email,
    normalise,
    primary_email,
)

TEMPLATE = "catalogue/mail/download"
LINK = "catalogue.download"
LINK_LIVES = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the form brought. `wants_news` is the box of its own, `ticked` what upper floors put there; `notice_version`
    is the privacy notice that it linked.
    """

    name: str
    email: str
    wants_news: bool = False
    language: str = ""
    submission_key: str | None = None
    notice_version: str = ""
    ticked: boxes.Ticked | None = None


@transaction.atomic
def ask_for_download(release: Release, wanted: Wanted, *, by: Actor) -> DownloadRequest:
    """Note who asks and mail them the link. The same form sent twice has one effect.

    Nothing here proves whose the address is: the link goes there, so that only its owner gets the files. Raises
    NotAnIdentifier and people's Refused.
    """
    person = find_or_add_by_email(
        wanted.name, wanted.email, by=by, source=Source.WEB_FORM, language=wanted.language
    )  # fmt: skip
    value = normalise(IdentifierKind.EMAIL, wanted.email)
    request = DownloadRequest(
        release=release,
        person=person,
        email=value,
        wants_news=wanted.wants_news,
        notice_version=wanted.notice_version,
        asked_at=clock.now(),
        submission_key=wanted.submission_key,
    )
    if not insert_unless_there(request):
        return DownloadRequest.objects.get(submission_key=wanted.submission_key)
    record("catalogue.download.asked_for", request, by=by, release=release.pk, person=person.pk)
    _post(request, value, wanted.language or instance.current().language, by)
    if wanted.ticked is not None:
        boxes.take(replace(wanted.ticked, about=request))
    enqueue(pass_on, request.pk)
    return request


class NotOffered(Exception):
    """The release is a draft, or was withdrawn."""


class NoAddress(Exception):
    """No e-mail address of theirs is known."""


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A link that staff made: it leads to the files until it ends."""

    request: DownloadRequest
    link: str
    ends_at: datetime


@transaction.atomic
def make_link(release: Release, person: Person, *, by_mail: bool, by: Actor) -> MadeLink:
    """A link for somebody known, who need not follow it up with sales. Raises NotOffered and NoAddress."""
    if not release.is_standing:
        raise NotOffered
    email = primary_email(person)
    if not email:
        raise NoAddress
    now = clock.now()
    value = normalise(IdentifierKind.EMAIL, email)
    request = DownloadRequest.objects.create(
        release=release, person=person, email=value, asked_at=now, handed_over_at=now
    )  # fmt: skip
    record("catalogue.download.link_made", request, by=by, release=release.pk, person=person.pk)
    language = person.language or instance.current().language
    link = _post(request, value, language, by) if by_mail else _link_to(request)
    return MadeLink(request, link, now + LINK_LIVES)


@task(_("Tell sales of downloads that were asked for"))
@transaction.atomic
def pass_on(number: int) -> None:
    """Have whoever follows up know of the request; running it twice changes nothing."""
    waiting = DownloadRequest.objects.filter(pk=number, handed_over_at=None)
    if not waiting.update(handed_over_at=clock.now()):
        return
    request = DownloadRequest.objects.select_related("person", "release__product").get(pk=number)
    language = instance.current().language
    hand_over(
        Asked(request.person, request.release.name_in(language), f"download-{request.ref}", request.notice_version)
    )
    record("catalogue.download.passed_on", request, by=JOB)


def linked_request(secret: str) -> DownloadRequest | None:
    """The request behind the link of a mail, or None: unknown, or its days are over. Looking changes nothing."""
    token = tokens.find_link(LINK, secret)
    if token is None or token.subject_id is None:
        return None
    rows = DownloadRequest.objects.select_related("release__product", "person")
    return rows.filter(pk=token.subject_id).first()


@transaction.atomic
def take_by_link(request: DownloadRequest, ticked: boxes.Ticked) -> None:
    """The owner of the address presses for the files. What upper floors told them before counts from now on."""
    boxes.take(replace(ticked, about=request))


@transaction.atomic
def note_download(held: ReleaseFile, person: Person | None, way: DownloadWay) -> None:
    """Count that the file was begun: for a person once a day, with a row of theirs; else the number alone."""
    if person is None or _is_first_today(held, person, way):
        ReleaseFile.objects.filter(pk=held.pk).update(fetched=F("fetched") + 1)


def _is_first_today(held: ReleaseFile, person: Person, way: DownloadWay) -> bool:
    row = Download(
        release_id=held.release_id,
        file=held,
        name=held.file.name,
        person=person,
        way=way,
        day=today(),
        at=clock.now(),
    )
    return insert_unless_there(row)


def _link_to(request: DownloadRequest) -> str:
    secret = tokens.issue_link(LINK, request.pk, lives=LINK_LIVES)
    return settings.INSTANCE.base_url + reverse("public:download-link", args=[secret])


def _post(request: DownloadRequest, address: str, language: str, by: Actor) -> str:
    """Mail the link, and nothing that was typed: it would carry a stranger's words to somebody else's mailbox."""
    link = _link_to(request)
    queue_mail(
        TEMPLATE,
        to=address,
        language=language,
        about=request,
        context={
            "release": request.release.name_in(language),
            "days": str(LINK_LIVES.days),
            "link": link,
        },
        kind=TemplateClass.ASKED_FOR,
        by=by,
    )
    return link
