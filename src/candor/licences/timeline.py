"""What licences tell in the timelines of people and organisations."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import get_language

from candor.catalogue.public import product_name
from candor.kernel.actor import Actor
from candor.kernel.registries.timeline import Entry, Window, register
from candor.licences.models import VIEW, EntryKind, Licence, LicenceEntry
from candor.licences.models.licences import LicenceQuerySet
from candor.licences.words import ENTRIES
from candor.people.public import Organisation, Person

ENTRY = "licences.licenceentry"
ICONS = {EntryKind.REVOKED: "circle-slash", EntryKind.TRANSFERRED: "arrow-right", EntryKind.RESTORED: "undo-2"}


def of_person(actor: Actor, person: Person, window: Window) -> Sequence[Entry]:
    return _told(actor, Licence.objects.visible_to(actor).filter(person=person.pk), window)


def of_organisation(actor: Actor, organisation: Organisation, window: Window) -> Sequence[Entry]:
    return _told(actor, Licence.objects.visible_to(actor).filter(organisation=organisation.pk), window)


def _told(actor: Actor, among: LicenceQuerySet, window: Window) -> Sequence[Entry]:
    """One query."""
    if not actor.may(VIEW):
        return []
    rows = LicenceEntry.objects.filter(licence__in=among).select_related("licence__edition", "by")
    rows = rows.annotate(product=product_name("licence__edition__product", get_language() or "en"))
    return [
        Entry(
            row.at,
            ENTRY,
            row.pk,
            ICONS.get(EntryKind(row.kind), "key"),
            str(ENTRIES[row.kind]),
            row.by.name if row.by is not None else "",
            f"{row.product} {row.licence.edition.name}".strip(),
            reverse("business:licence", args=[row.licence.ref]),
        )
        for row in window.cut(rows, ENTRY, "at")
    ]


register("licences.person", place="people.person", source=of_person)
register("licences.organisation", place="people.organisation", source=of_organisation)
