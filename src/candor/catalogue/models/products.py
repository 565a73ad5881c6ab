from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models

from candor.kernel.ids import new_ref
from candor.people.public import Person

if TYPE_CHECKING:
    from candor.kernel.actor import Actor

VIEW, CHANGE = "catalogue.product.view", "catalogue.product.change"
"""Prices belong to it: technicians, who see no prices, have neither (mission B10)."""


class ProductKind(models.TextChoices):
    SOFTWARE = "software"
    SERVICE = "service"
    SUPPORT = "support"
    OTHER = "other"


class Unit(models.TextChoices):
    """What one of it is, by the codes of UN/ECE Recommendation 20, which electronic invoices use."""

    PIECE = "C62"
    HOUR = "HUR"
    DAY = "DAY"
    MONTH = "MON"
    YEAR = "ANN"
    FLAT_RATE = "LS"


class ProductQuerySet(models.QuerySet["Product"]):
    def visible_to(self, actor: Actor) -> ProductQuerySet:
        """All of them for staff whose role sells, none for anybody else."""
        return self if _sells(actor) else self.none()

    def active(self) -> ProductQuerySet:
        """Still sold."""
        return self.filter(retired_at=None)

    def in_order(self) -> ProductQuerySet:
        return self.order_by("position", "id")


class Product(models.Model):
    """Something that is sold, as one of its editions. Its names stand in `ProductText`, one a language."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    kind = models.CharField(max_length=8, choices=ProductKind.choices)
    unit = models.CharField(max_length=3, choices=Unit.choices, default=Unit.PIECE)
    position = models.PositiveIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    submission_key = models.CharField(max_length=40, null=True, unique=True)
    version = models.PositiveIntegerField(default=0)

    objects = ProductQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["position", "id"], name="catalogue_product_order")]

    def name_in(self, language: str) -> str:
        """Its name in the language, else in another one. One query where `texts` was not fetched along."""
        said = self.text_in(language)
        return said.name if said is not None else self.ref

    def text_in(self, language: str) -> ProductText | None:
        texts = sorted(self.texts.all(), key=lambda text: (text.language != language, text.language))
        return texts[0] if texts else None


class ProductText(models.Model):
    """A product's name in one language, with what it is."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="texts", db_index=False)
    language = models.CharField(max_length=5)
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)

    objects: ClassVar[models.Manager[ProductText]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "language"], name="catalogue_one_text_a_language")]


class EditionQuerySet(models.QuerySet["Edition"]):
    def visible_to(self, actor: Actor) -> EditionQuerySet:
        return self if _sells(actor) else self.none()

    def active(self) -> EditionQuerySet:
        """Those that may still be bought: neither they nor their product are retired."""
        return self.filter(retired_at=None, product__retired_at=None)

    def in_order(self) -> EditionQuerySet:
        return self.order_by("product__position", "product_id", "position", "id")


class Edition(models.Model):
    """A product as it is bought. `seats` is the number of technicians, None where it does not go by that.

    `features` holds one on each line; `maintenance_years` are the years of maintenance that come with it.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    product = models.ForeignKey(Product, models.PROTECT, related_name="editions", db_index=False)
    name = models.CharField(max_length=80)
    sku = models.CharField(max_length=40, unique=True)
    seats = models.PositiveIntegerField(null=True)
    features = models.TextField(blank=True)
    maintenance_years = models.PositiveSmallIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=0)

    objects = EditionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["product", "position", "id"], name="catalogue_edition_order")]

    @property
    def is_active(self) -> bool:
        """Whether it may still be bought."""
        return self.retired_at is None and self.product.retired_at is None

    def name_in(self, language: str) -> str:
        """The product's name and its own."""
        return f"{self.product.name_in(language)} {self.name}".strip()


def _sells(actor: Actor) -> bool:
    return actor.is_the_house or (actor.is_staff and actor.may(VIEW))
