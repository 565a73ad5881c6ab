from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models

from candor.catalogue.models.products import VIEW, Edition
from candor.kernel.ids import new_ref
from candor.people.public import Person

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class TaxClass(models.TextChoices):
    """How a thing is taxed. The rate depends on country and day and is no matter of the catalogue."""

    STANDARD = "standard"
    REDUCED = "reduced"
    ZERO = "zero"
    EXEMPT = "exempt"
    REVERSE_CHARGE = "reverse-charge"
    WITHIN_EU = "within-eu"
    EXPORT = "export"
    OUTSIDE = "outside"

    @property
    def category(self) -> str:
        """The VAT category code of EN 16931 (BT-151, list UNCL5305)."""
        return CATEGORIES[self]


CATEGORIES = {
    TaxClass.STANDARD: "S",
    TaxClass.REDUCED: "S",
    TaxClass.ZERO: "Z",
    TaxClass.EXEMPT: "E",
    TaxClass.REVERSE_CHARGE: "AE",
    TaxClass.WITHIN_EU: "K",
    TaxClass.EXPORT: "G",
    TaxClass.OUTSIDE: "O",
}


class PriceListQuerySet(models.QuerySet["PriceList"]):
    def visible_to(self, actor: Actor) -> PriceListQuerySet:
        """All of them for staff whose role sells, none for anybody else."""
        return self if actor.is_the_house or (actor.is_staff and actor.may(VIEW)) else self.none()

    def active(self) -> PriceListQuerySet:
        return self.filter(retired_at=None)

    def valid_on(self, day: date) -> PriceListQuerySet:
        """Those that count on a day."""
        ended = models.Q(valid_until=None) | models.Q(valid_until__gte=day)
        return self.active().filter(ended, valid_from__lte=day)


class PriceList(models.Model):
    """Prices in one currency that count from a day on, until a day or until further notice.

    Prices of several default lists of a currency: on any day that list counts that began last.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    name = models.CharField(max_length=80)
    currency = models.CharField(max_length=3)
    is_gross = models.BooleanField(default=False)
    is_default = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    retired_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    submission_key = models.CharField(max_length=40, null=True, unique=True)
    version = models.PositiveIntegerField(default=0)

    objects = PriceListQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["currency", "-valid_from", "-id"], name="catalogue_list_of_currency")]

    def __str__(self) -> str:
        return self.name


class Price(models.Model):
    """What one of an edition costs in a list, in the list's currency; net or gross as the list says.

    Quotes and invoices copy it: changing it changes nothing that was offered or billed.
    """

    list = models.ForeignKey(PriceList, models.CASCADE, related_name="prices", db_index=False)
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="prices")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    tax = models.CharField(max_length=14, choices=TaxClass.choices, default=TaxClass.STANDARD)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["list", "edition"], name="catalogue_one_price_a_list"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="catalogue_no_negative_price"),
        ]
