from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.kernel.ids import new_ref
from candor.people.public import Person

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class RecipientKind(models.TextChoices):
    """Who gets the data (Art. 4 no. 9)."""

    HOSTING = "hosting", _("Hosting and servers")
    MAIL = "mail", _("Mail provider")
    ACCOUNTANT = "accountant", _("Accountant or tax adviser")
    PARCELS = "parcels", _("Parcel or letter service")
    PAYMENTS = "payments", _("Bank or payment service")
    COLLECTION = "collection", _("Debt collection")
    LAWYER = "lawyer", _("Lawyer")
    AUTHORITY = "authority", _("Authority or court")
    CLIENT = "client", _("Client organisation")
    OTHER = "other", pgettext_lazy("recipient", "Somebody else")


class RecipientQuerySet(models.QuerySet["Recipient"]):
    def visible_to(self, actor: Actor) -> RecipientQuerySet:
        """The privacy office and the software itself."""
        return self if actor.is_the_house or actor.may("privacy.office") else self.none()

    def standing(self) -> RecipientQuerySet:
        """Those that still get data."""
        return self.filter(ended_at=None)


class Recipient(models.Model):
    """Somebody outside who gets people's data (Art. 30(1)(d)): what, for what, and where they are to be written to.

    `gets_everything`: the whole instance lies there, as with hosting. Such a recipient stands for everybody without a
    row for each, and needs no task: what is erased here is erased there. `groups` are keys of the Account Manager's
    groups. `transfer` is the basis for a country outside the European Economic Area (Chapter V). `feeds_from` is the
    work of the house that hands data to them by itself, such as the export for the accountant.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=RecipientKind.choices)
    is_processor = models.BooleanField(default=False)
    """Acts on our instructions (Art. 28); everybody else decides for themselves."""
    gets_everything = models.BooleanField(default=False)
    groups = models.JSONField(default=list)
    purpose = models.CharField(max_length=300)
    country = models.CharField(max_length=2)
    transfer = models.TextField(blank=True)
    contact_name = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=254, blank=True)
    postal_address = models.TextField(blank=True)
    language = models.CharField(max_length=5, blank=True)
    feeds_from = models.CharField(max_length=40, blank=True)
    noted_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    noted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    objects = RecipientQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["feeds_from"],
                condition=models.Q(ended_at=None) & ~models.Q(feeds_from=""),
                name="privacy_recipient_fed_once",
            )
        ]
        indexes = [
            models.Index(fields=["name", "id"], name="privacy_recipient_name"),
            models.Index(fields=["address"], name="privacy_recipient_address"),
        ]

    def __str__(self) -> str:
        return self.name
