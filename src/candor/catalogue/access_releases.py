"""Who may touch which release and which of its files. Everything that is not allowed does not exist: 404."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import QuerySet
from django.http import Http404

from candor.catalogue.models import Product, Release, ReleaseFile
from candor.kernel.actor import Actor
from candor.people.public import Organisation, Person

Found = TypeVar("Found")


def release(actor: Actor, ref: str) -> Release:
    """A release that staff see, or 404."""
    return _or_404(_told(Release.objects.visible_to(actor)).filter(ref=ref).first())


def published_release(actor: Actor, ref: str) -> Release:
    """A release that was published, a withdrawn one too, or 404."""
    return _or_404(_told(Release.objects.visible_to(actor).published()).filter(ref=ref).first())


def file_of(actor: Actor, ref: str) -> ReleaseFile:
    """A file that staff see, or 404."""
    return _or_404(_held(ReleaseFile.objects.visible_to(actor)).filter(ref=ref).first())


def fetchable_file(actor: Actor, ref: str) -> ReleaseFile:
    """A file that the actor may have for being who they are, or 404."""
    return _or_404(_held(ReleaseFile.objects.fetchable_by(actor)).filter(ref=ref).first())


def file_of_release(found: Release, ref: str) -> ReleaseFile:
    """A file of this release, while it is offered, for who came by its link; or 404."""
    rows = ReleaseFile.objects.filter(release=found, release__in=Release.objects.standing())
    return _or_404(_held(rows).filter(ref=ref).first())


def withdrawn_with(ref: str) -> Release | None:
    """The withdrawn release that holds this file, so that a page can say so."""
    return _told(Release.objects.published()).filter(withdrawn_at__isnull=False, files__ref=ref).first()


def offered_product(ref: str) -> Product:
    """A product of which releases are offered, or 404."""
    rows = Product.objects.filter(releases__in=Release.objects.published()).prefetch_related("texts")
    return _or_404(rows.filter(ref=ref).first())


def person(actor: Actor, ref: str) -> Person:
    return _or_404(Person.objects.visible_to(actor).filter(ref=ref).first())


def organisation(actor: Actor, ref: str) -> Organisation:
    return _or_404(Organisation.objects.visible_to(actor).filter(ref=ref).first())


def _told(rows: QuerySet[Release]) -> QuerySet[Release]:
    return rows.select_related("product", "changed_by").prefetch_related("product__texts", "texts")


def _held(rows: QuerySet[ReleaseFile]) -> QuerySet[ReleaseFile]:
    return rows.select_related("file", "release__product")


def _or_404(found: Found | None) -> Found:
    if found is None:
        raise Http404
    return found
