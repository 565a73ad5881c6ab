"""What downloads tell in the timelines of people and organisations."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from candor.catalogue.models import VIEW, Download, DownloadRequest
from candor.catalogue.models.downloads import DownloadQuerySet, DownloadRequestQuerySet
from candor.kernel.actor import Actor
from candor.kernel.registries.timeline import Entry, Window, register
from candor.people.public import Organisation, Person

FETCHED, ASKED = "catalogue.download", "catalogue.downloadrequest"


def of_person(actor: Actor, person: Person, window: Window) -> Sequence[Entry]:
    """Two queries, and two for the names of products."""
    if not actor.may(VIEW):
        return []
    fetched = Download.objects.visible_to(actor).filter(person=person.pk)
    asked = DownloadRequest.objects.visible_to(actor).filter(person=person.pk)
    return [*_fetched(fetched, window), *_asked(asked, window)]


def of_organisation(actor: Actor, organisation: Organisation, window: Window) -> Sequence[Entry]:
    """What its people fetched. Two queries."""
    if not actor.may(VIEW):
        return []
    return _fetched(
        Download.objects.visible_to(actor).filter(person__memberships__organisation=organisation.pk), window
    )


def _fetched(among: DownloadQuerySet, window: Window) -> list[Entry]:
    rows = among.select_related("release__product", "person").prefetch_related("release__product__texts")
    language = get_language() or "en"
    return [
        Entry(
            row.at,
            FETCHED,
            row.pk,
            "download",
            _("downloaded"),
            row.person.name,
            f"{row.release.name_in(language)}: {row.name}",
            reverse("business:release", args=[row.release.ref]),
        )
        for row in window.cut(rows, FETCHED, "at")
    ]


def _asked(among: DownloadRequestQuerySet, window: Window) -> list[Entry]:
    rows = among.select_related("release__product", "person").prefetch_related("release__product__texts")
    language = get_language() or "en"
    return [
        Entry(
            row.asked_at,
            ASKED,
            row.pk,
            "mail",
            _("asked for a download"),
            row.person.name,
            row.release.name_in(language),
            reverse("business:release", args=[row.release.ref]),
        )
        for row in window.cut(rows, ASKED, "asked_at")
    ]


register("catalogue.person", place="people.person", source=of_person)
register("catalogue.organisation", place="people.organisation", source=of_organisation)
