"""Reads of releases and downloads in the shape of their pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Case, IntegerField, OuterRef, Subquery, Value, When

from candor.catalogue import holdings
from candor.catalogue.models import (
    Channel,
    Download,
    DownloadRequest,
    Product,
    Release,
    ReleaseFile,
    ReleaseSubscription,
)
from candor.catalogue.models.downloads import DownloadQuerySet
from candor.catalogue.models.releases import ReleaseQuerySet
from candor.kernel.actor import Actor
from candor.mail.public import OutboxState

MOST_RELEASES, MOST_PRODUCTS, MOST_FILES = 100, 100, 200
MOST_BESIDE, A_PAGE = 10, 50
NOT_REACHED = frozenset({OutboxState.BOUNCED.value, OutboxState.FAILED.value})


@dataclass(frozen=True, slots=True)
class OfferedProduct:
    """A product on the page of downloads: its latest release, and the latest that the reader may have."""

    product: Product
    latest: Release
    mine: Release | None
    is_held: bool
    has_news: bool


@dataclass(frozen=True, slots=True)
class Subscribers:
    """How many want news of a product, and how many of them the latest mail did not reach."""

    all: int
    not_reached: int


def releases_of(actor: Actor, product: Product) -> list[Release]:
    """The product's releases as staff see them, the latest first. One query."""
    return list(Release.objects.visible_to(actor).filter(product=product).latest_first()[:MOST_RELEASES])


def offered_releases(product: Product) -> list[Release]:
    """Those of the product that are offered, the latest first. One query."""
    return list(Release.objects.standing().filter(product=product).latest_first()[:MOST_RELEASES])


def files_of(release: Release) -> list[ReleaseFile]:
    """Its files in the order of systems and names. One query."""
    rows = ReleaseFile.objects.filter(release=release).select_related("file")
    return list(rows.order_by("platform", "file__name", "id")[:MOST_FILES])


def may_fetch(actor: Actor, release: Release) -> bool:
    """Whether the actor may have its files for being who they are. One query."""
    return Release.objects.fetchable_by(actor).filter(pk=release.pk).exists()


def newer_than(release: Release) -> Release | None:
    """The latest release that is offered in the place of a withdrawn one. One query."""
    rows = Release.objects.standing().filter(product=release.product_id).exclude(pk=release.pk)
    return rows.select_related("product").prefetch_related("product__texts").latest_first().first()


def offered_products() -> list[OfferedProduct]:
    """What the public page shows: each product with its latest release. Three queries."""
    return [
        OfferedProduct(row.product, row, None, is_held=False, has_news=False)
        for row in _latest(Release.objects.standing())
    ]


def products_for(actor: Actor) -> list[OfferedProduct]:
    """What a customer's page shows, the products that they hold first. Seven queries."""
    latest = _latest(Release.objects.standing())
    mine = {row.product_id: row for row in _latest(Release.objects.fetchable_by(actor))}
    products = [row.product_id for row in latest]
    held = set(Product.objects.filter(holdings.held(actor), pk__in=products).values_list("pk", flat=True))
    news = _with_news(actor, products)
    told = [
        OfferedProduct(
            row.product, row, mine.get(row.product_id), row.product_id in held, row.product_id in news
        )
        for row in latest
    ]  # fmt: skip
    return sorted(told, key=lambda offered: not offered.is_held)


def subscribers(product: Product) -> Subscribers:
    """Who is told of the product's next release, up to ten thousand. One query."""
    rows = ReleaseSubscription.objects.standing().filter(product=product)
    fared = list(rows.values_list("delivery", flat=True)[:10_000])
    return Subscribers(len(fared), sum(delivery in NOT_REACHED for delivery in fared))


def downloads_of_release(actor: Actor, release: Release, after: int | None = None) -> tuple[list[Download], int | None]:
    """A page of who fetched its files, the latest first, and the number after which the next one begins."""
    rows = Download.objects.visible_to(actor).filter(release=release).select_related("person").order_by("-pk")
    if after is not None:
        rows = rows.filter(pk__lt=after)
    shown = list(rows[: A_PAGE + 1])
    return shown[:A_PAGE], shown[A_PAGE - 1].pk if len(shown) > A_PAGE else None


def downloads_of_person(actor: Actor, person: int) -> list[Download]:
    """What they fetched last. Two queries."""
    return _beside(Download.objects.visible_to(actor).filter(person=person))


def downloads_of_organisation(actor: Actor, organisation: int) -> list[Download]:
    """What its people fetched last. Two queries."""
    return _beside(Download.objects.visible_to(actor).filter(person__memberships__organisation=organisation))


def requests_of_person(actor: Actor, person: int) -> list[DownloadRequest]:
    """What they asked for last by the form. Two queries."""
    rows = DownloadRequest.objects.visible_to(actor).filter(person=person)
    told = rows.select_related("release__product").prefetch_related("release__product__texts")
    return list(told.order_by("-asked_at", "-id")[:MOST_BESIDE])


def _beside(rows: DownloadQuerySet) -> list[Download]:
    told = rows.select_related("release__product", "person").prefetch_related("release__product__texts")
    return list(told.order_by("-at", "-id")[:MOST_BESIDE])


def _latest(among: ReleaseQuerySet) -> Sequence[Release]:
    """The newest release of each product, a stable one before a beta; in the order of the products. Two queries."""
    settled = Case(When(channel=Channel.BETA, then=Value(1)), default=Value(0), output_field=IntegerField())
    newest = among.filter(product=OuterRef("product")).order_by(settled, "-released_on", "-id").values("pk")[:1]
    rows = among.filter(pk=Subquery(newest)).select_related("product").prefetch_related("product__texts")
    return list(rows.order_by("product__position", "product_id")[:MOST_PRODUCTS])


def _with_news(actor: Actor, products: Iterable[int]) -> set[int]:
    rows = ReleaseSubscription.objects.visible_to(actor).standing().filter(person=actor.id)
    return set(rows.filter(product__in=products).values_list("product", flat=True))
