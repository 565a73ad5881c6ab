from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.kernel.ids import new_ref
from candor.kernel.registries import restricted
from candor.people.public import Person

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class ConsentText(models.Model):
    """What somebody agreed to, word for word; written down once and never changed. `digest` is its SHA-256."""

    digest = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=5)
    text = models.TextField()
    first_shown_at = models.DateTimeField()


class ConsentDeed(models.TextChoices):
    """What somebody did about a consent, or about being written to as a customer."""

    GIVEN = "given", pgettext_lazy("consent", "Given")
    WITHDRAWN = "withdrawn", pgettext_lazy("consent", "Withdrawn")
    SOLD = "sold", pgettext_lazy("consent", "Bought, and told")
    """No consent: the right to advertise similar products to a customer who was told so (§ 7(3) UWG)."""
    OBJECTED = "objected", pgettext_lazy("consent", "Objected")
    UNDONE = "undone", pgettext_lazy("consent", "Counts no more")
    """The order was cancelled, the invoice taken back whole, or we let such downloads count no more: nothing is left
    that a right could rest on."""


class ConsentWay(models.TextChoices):
    """How they did it."""

    FORM = "form", _("Form on the website, confirmed by mail")
    ACCOUNT = "account", _("In the account")
    LINK = "link", _("Link in a mail")
    ONE_CLICK = "one-click", _("Button of the mail program")
    REPLY = "reply", _("Answer to a mail")
    SPAM = "spam", _("Marked as spam")
    UNDO = "undo", _("Taken back within the hour")
    SALE = "sale", _("With an order")
    DOWNLOAD = "download", _("With a download that cost nothing")
    INVOICE = "invoice", _("With an invoice")
    WORD = "word", _("By telling us")
    """They told us to stop all advertising: by a request, a letter, a call."""


class ConsentEventQuerySet(models.QuerySet["ConsentEvent"]):
    def visible_to(self, actor: Actor) -> ConsentEventQuerySet:
        """People see their own; staff who see people, all but those of restricted ones."""
        if actor.is_the_house:
            return self
        if actor.is_staff and actor.may("people.person.view"):
            return restricted.without_restricted(self, actor)
        return self.filter(person=actor.id) if actor.id else self.none()


class ConsentEvent(models.Model):
    """One line of the ledger of consents: only ever added to, so that the state at any past moment can be replayed.

    `topic` is what the consent is for (`newsletters.` and the list's reference), `address` the normalised one that it
    was given for. `asked_at` is when the form was sent, `at` when it began to count. `reference` names the order or
    invoice of a sale.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    person = models.ForeignKey(Person, models.CASCADE, related_name="consents", db_index=False)
    address = models.CharField(max_length=254)
    topic = models.CharField(max_length=80)
    deed = models.CharField(max_length=9, choices=ConsentDeed.choices)
    way = models.CharField(max_length=9, choices=ConsentWay.choices)
    text = models.ForeignKey(ConsentText, models.PROTECT, null=True, related_name="+")
    notice_version = models.CharField(max_length=10, blank=True)
    reference = models.CharField(max_length=40, blank=True, db_default="")
    asked_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    objects = ConsentEventQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "-at", "-id"], name="privacy_consent_person")]
