"""Reads of licences in the shape of their pages. No page counts a table: lists go on by the last row shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import get_language

from candor.catalogue.public import Edition, ProductKind, sold_editions
from candor.kernel import clock, instance
from candor.kernel.actor import Actor
from candor.kernel.db.prepared import Prepared
from candor.licences.models import (
    ISSUE,
    Activation,
    EditionRule,
    Licence,
    LicenceEntry,
    LicenceKey,
    LicenceSettings,
    Restoration,
    Shows,
)
from candor.licences.models.licences import LicenceQuerySet
from candor.licences.rules.licences import State, is_current, is_shown, state_of

PAGE = 50
MOST_MACHINES, MOST_KEYS, MOST_ENTRIES, MOST_BESIDE, MOST_SHOWN = 200, 100, 100, 10, 200
SOON = timedelta(days=60)
VIEWS = ("all", "ending", "revoked", "unheld")
SHOWN = ("edition__product", "person", "organisation")
SETTINGS = Prepared(lambda: LicenceSettings.objects.order_by("id")[:1])


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of licences. `older` names the one after which the next page begins, or is ""."""

    rows: list[Licence]
    older: str


@dataclass(frozen=True, slots=True)
class ShownLicence:
    """A licence as its holder sees it. `key` is None where the edition's rule keeps it back, or there is none."""

    licence: Licence
    edition: str
    state: State
    key: str | None
    machines: Sequence[Activation]
    choice: Restoration | None


def today() -> date:
    """The day at the house."""
    return clock.today(instance.current().time_zone)


def licensed_editions(actor: Actor) -> list[Edition]:
    """The editions of software that are sold, in their order: nothing else is licensed. Two queries."""
    return [edition for edition in sold_editions(actor) if edition.product.kind == ProductKind.SOFTWARE]


def settings_now() -> LicenceSettings:
    """How licences work here; the defaults where nobody has said anything. One query."""
    return SETTINGS.one() or LicenceSettings()


def listing(actor: Actor, view: str = "all", text: str = "", after: str = "") -> Listing:
    """A page of licences, the latest first; `text` begins a number, a holder's name or an edition's."""
    visible = Licence.objects.visible_to(actor)
    mark = visible.filter(ref=after).first() if after else None
    rows = of_view(visible, view)
    if text:
        begins = Q(person__name__istartswith=text) | Q(organisation__name__istartswith=text)
        rows = rows.filter(begins | Q(number=text.lower()) | Q(edition__sku__iexact=text))
    if mark is not None:
        rows = rows.filter(Q(issued_at__lt=mark.issued_at) | Q(issued_at=mark.issued_at, pk__lt=mark.pk))
    found = list(told(rows).order_by("-issued_at", "-id")[: PAGE + 1])
    return Listing(found[:PAGE], found[PAGE - 1].ref if len(found) > PAGE else "")


def machines_of(licence: Licence) -> Sequence[Activation]:
    """The machines on which it counts, the latest first. One query."""
    return list(Activation.objects.counting().filter(licence=licence).order_by("-activated_at", "-id")[:MOST_MACHINES])


def keys_of(licence: Licence) -> Sequence[LicenceKey]:
    """Every version of its key, the newest first. One query."""
    return list(LicenceKey.objects.filter(licence=licence).order_by("-revision")[:MOST_KEYS])


def entries_of(licence: Licence) -> Sequence[LicenceEntry]:
    """What happened to it, the latest first. One query."""
    rows = LicenceEntry.objects.filter(licence=licence).select_related("by")
    return list(rows.order_by("-at", "-id")[:MOST_ENTRIES])


def choice_of(licence: Licence) -> Restoration | None:
    """What was chosen for the time after an erasure, None where nothing was. One query."""
    return Restoration.objects.standing().filter(licence=licence).order_by("-id").first()


def shown_to(actor: Actor, only: str = "") -> list[ShownLicence]:
    """The actor's own licences and those of the organisations they look after, the latest first. Six queries."""
    rows = Licence.objects.held_by(actor)
    if only:
        rows = rows.filter(ref=only)
    licences = list(told(rows).order_by("-issued_at", "-id")[:MOST_SHOWN])
    numbers = [licence.pk for licence in licences]
    keys, machines, choices = _newest_keys(numbers), _machines(numbers), _choices(numbers)
    rules, shown_from = _rules_of(licences), settings_now().shown_from_seats
    day, language = today(), get_language() or "en"
    return [
        ShownLicence(
            licence,
            licence.edition.name_in(language),
            state_of(licence, day),
            keys.get(licence.pk)
            if is_shown(rules.get(licence.edition_id, Shows.BY_SEATS), licence.seats, shown_from)
            else None,
            machines.get(licence.pk, ()),
            choices.get(licence.pk),
        )
        for licence in licences
    ]


def licences_of_person(actor: Actor, person: int) -> Sequence[Licence]:
    """The latest licences of a person. Two queries."""
    return list(told(Licence.objects.visible_to(actor).filter(person=person)).order_by("-id")[:MOST_BESIDE])


def licences_of_organisation(actor: Actor, organisation: int) -> Sequence[Licence]:
    """The latest licences of an organisation. Two queries."""
    rows = Licence.objects.visible_to(actor).filter(organisation=organisation)
    return list(told(rows).order_by("-id")[:MOST_BESIDE])


def keys_kept_back(numbers: Sequence[str]) -> set[str]:
    """Of these rows of keys those that customers do not see on pages, by the owner's rule. Three queries."""
    rows = LicenceKey.objects.filter(pk__in=numbers).select_related("licence")
    of_key = {str(row.pk): row.licence for row in rows}
    rules, shown_from = _rules_of(list(of_key.values())), settings_now().shown_from_seats
    return {
        key
        for key, licence in of_key.items()
        if not is_shown(rules.get(licence.edition_id, Shows.BY_SEATS), licence.seats, shown_from)
    }


def without_choice(person: int) -> Sequence[Licence]:
    """Licences of a person's own that could be restored after an erasure, and about which nothing was chosen.

    What a contract still needs stays with it, so there is nothing to choose yet. Four queries at most.
    """
    chosen = Restoration.objects.standing().values("licence")
    rows = Licence.objects.filter(person=person, organisation=None, revoked_at=None).exclude(pk__in=chosen)
    return [licence for licence in told(rows).order_by("-id")[:MOST_SHOWN] if not is_current(licence, today())]


def revoked_numbers() -> list[str]:
    """The numbers of all licences that were revoked. One query."""
    return list(Licence.objects.filter(revoked_at__isnull=False).order_by("id").values_list("number", flat=True))


def told(rows: LicenceQuerySet) -> LicenceQuerySet:
    """With what lists say of them."""
    return rows.select_related(*SHOWN).prefetch_related("edition__product__texts")


def of_view(rows: LicenceQuerySet, view: str) -> LicenceQuerySet:
    """Those that one of VIEWS shows."""
    match view:
        case "ending":
            day = today()
            standing = rows.filter(revoked_at=None)
            ending = Q(maintenance_until__range=(day, day + SOON)) | Q(expires_on__range=(day, day + SOON))
            return standing.filter(ending)
        case "revoked":
            return rows.filter(revoked_at__isnull=False)
        case "unheld":
            return rows.unheld()
        case _:
            return rows


def _newest_keys(licences: Sequence[int]) -> Mapping[int, str]:
    rows = LicenceKey.objects.filter(licence__in=licences).order_by("revision")
    return dict(rows.values_list("licence", "text"))


def _machines(licences: Sequence[int]) -> Mapping[int, Sequence[Activation]]:
    found: dict[int, list[Activation]] = {}
    for row in Activation.objects.counting().filter(licence__in=licences).order_by("-activated_at", "-id"):
        found.setdefault(row.licence_id, []).append(row)
    return found


def _choices(licences: Sequence[int]) -> Mapping[int, Restoration]:
    return {row.licence_id: row for row in Restoration.objects.standing().filter(licence__in=licences).order_by("id")}


def _rules_of(licences: Sequence[Licence]) -> Mapping[int, str]:
    editions = {licence.edition_id for licence in licences}
    return dict(EditionRule.objects.filter(edition__in=editions).values_list("edition", "shows"))


def kept_names(actor: Actor, text: str) -> Sequence[Restoration]:
    """What was kept to restore by, of people whose name or address begins with the text. One query."""
    if not (actor.is_staff and actor.may(ISSUE)):
        return []
    begins = Q(name__istartswith=text) | Q(email__istartswith=text)
    rows = Restoration.objects.standing().filter(begins, restore_by="name", licence__person=None)
    return list(rows.select_related("licence__edition").order_by("name", "id")[:MOST_BESIDE])
