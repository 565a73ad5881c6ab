"""What downloads tell in the timelines of people. What was asked for by the form, leads tell.

An organisation's stand in a panel beside it; its timeline asks as often as a page may.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from candor.catalogue.models import VIEW, Download
from candor.catalogue.models.downloads import DownloadQuerySet
from candor.catalogue.queries import product_name
from candor.kernel.actor import Actor
from candor.kernel.registries.timeline import Entry, Window, register
from candor.people.public import Person

FETCHED = "catalogue.download"


def of_person(actor: Actor, person: Person, window: Window) -> Sequence[Entry]:
    return _told(actor, Download.objects.visible_to(actor).filter(person=person.pk), window)


def _told(actor: Actor, among: DownloadQuerySet, window: Window) -> Sequence[Entry]:
    """One query."""
    if not actor.may(VIEW):
        return []
    name = product_name("release__product", get_language() or "en")
    rows: QuerySet[Any] = among.annotate(product=name).select_related("release", "person")
    return [
        Entry(
            row.at,
            FETCHED,
            row.pk,
            "download",
            _("downloaded"),
            row.person.name,
            f"{row.product} {row.release.number}: {row.name}",
            reverse("business:release", args=[row.release.ref]),
        )
        for row in window.cut(rows, FETCHED, "at")
    ]


register("catalogue.person", place="people.person", source=of_person)
