"""Releases of a product: written down, published, withdrawn, offered again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from candor.catalogue.actions.products import ChangedMeanwhile
from candor.catalogue.models import Audience, Channel, Product, Release, ReleaseText
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record

__all__ = ["ChangedMeanwhile", "NumberTaken", "ReleaseDetails", "WithoutFiles"]


class NumberTaken(Exception):
    """The product has a release of this number."""


class WithoutFiles(Exception):
    """Nothing could be fetched: a release needs a file before it is published."""


@dataclass(frozen=True, slots=True)
class ReleaseDetails:
    """What is written about a release. `notes` are Markdown by language; "" takes a language away."""

    number: str
    released_on: date
    notes: Mapping[str, str]
    channel: Channel = Channel.STABLE
    audience: Audience = Audience.OPEN


@transaction.atomic
def create_release(product: Product, details: ReleaseDetails, key: str | None = None, *, by: Actor) -> Release:
    """A draft of a release. The same form sent twice makes one. Raises NumberTaken."""
    if (earlier := _made_already(key)) is not None:
        return earlier
    now = clock.now()
    try:
        with transaction.atomic():
            release = Release.objects.create(
                product=product,
                created_at=now,
                changed_at=now,
                changed_by_id=_staff(by),
                submission_key=key,
                **_columns(details),
            )
    except IntegrityError:
        if (earlier := _made_already(key)) is not None:
            return earlier
        raise NumberTaken from None
    _write_notes(release, details.notes)
    record("catalogue.release.created", release, by=by, product=product.pk)
    return release


@transaction.atomic
def change_release(release: Release, version: int, details: ReleaseDetails, *, by: Actor) -> None:
    """Save what is written about it. Raises ChangedMeanwhile and NumberTaken."""
    rows = Release.objects.filter(pk=release.pk, version=version)
    try:
        with transaction.atomic():
            saved = rows.update(**_columns(details), **_touched(by))
    except IntegrityError:
        raise NumberTaken from None
    if not saved:
        if _stands(release, details):
            return
        raise ChangedMeanwhile
    _write_notes(release, details.notes)
    record("catalogue.release.changed", release, by=by)


@transaction.atomic
def publish(release: Release, *, by: Actor) -> bool:
    """Offer it to its audience; True for the one who did it. Raises WithoutFiles."""
    if not release.files.exists():
        raise WithoutFiles
    draft = Release.objects.filter(pk=release.pk, published_at=None)
    if not draft.update(published_at=clock.now(), **_touched(by)):
        return False
    record("catalogue.release.published", release, by=by)
    return True


@transaction.atomic
def withdraw(release: Release, *, by: Actor) -> bool:
    """Offer its files no more, to nobody; its page says so. True for the one who did it."""
    if not Release.objects.standing().filter(pk=release.pk).update(withdrawn_at=clock.now(), **_touched(by)):
        return False
    record("catalogue.release.withdrawn", release, by=by)
    return True


@transaction.atomic
def offer_again(release: Release, *, by: Actor) -> bool:
    """Take a withdrawal back; True for the one who did it. Raises WithoutFiles."""
    if not release.files.exists():
        raise WithoutFiles
    withdrawn = Release.objects.filter(pk=release.pk, withdrawn_at__isnull=False)
    if not withdrawn.update(withdrawn_at=None, **_touched(by)):
        return False
    record("catalogue.release.offered_again", release, by=by)
    return True


def _made_already(key: str | None) -> Release | None:
    return Release.objects.filter(submission_key=key).first() if key is not None else None


def _columns(details: ReleaseDetails) -> dict[str, Any]:
    return {
        "number": details.number,
        "released_on": details.released_on,
        "channel": details.channel,
        "audience": details.audience,
    }


def _stands(release: Release, details: ReleaseDetails) -> bool:
    """Whether what the second press of a button would save stands there already."""
    present = dict(ReleaseText.objects.filter(release=release).values_list("language", "notes"))
    wanted = {language: notes for language, notes in details.notes.items() if notes}
    return present == wanted and Release.objects.filter(pk=release.pk, **_columns(details)).exists()


def _write_notes(release: Release, notes: Mapping[str, str]) -> None:
    for language, words in notes.items():
        if words:
            ReleaseText.objects.update_or_create(release=release, language=language, defaults={"notes": words})
        else:
            ReleaseText.objects.filter(release=release, language=language).delete()


def _touched(by: Actor) -> dict[str, Any]:
    return {"changed_at": clock.now(), "changed_by": _staff(by), "version": F("version") + 1}


def _staff(by: Actor) -> int | None:
    return by.id if by.is_staff else None
