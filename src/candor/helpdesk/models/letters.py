from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from candor.helpdesk.models.following import Participant, SentCopy
from candor.helpdesk.models.messages import Message
from candor.helpdesk.models.tickets import Ticket
from candor.kernel import clock
from candor.people.public import Identifier, IdentifierKind, Person

if TYPE_CHECKING:
    from candor.kernel.actor import Actor
    from candor.kernel.db.prepared import Given


class Told(models.TextChoices):
    """How a customer hears of new letters: by mail each time, in one mail a day, or in the Customer Center alone."""

    EACH = "each"
    DAILY = "daily"
    NONE = "none"


class UnreadLetterQuerySet(models.QuerySet["UnreadLetter"]):
    def visible_to(self, actor: Actor) -> UnreadLetterQuerySet:
        """One's own marks, in cases that one sees today, and of copies that one still gets at an address of one's own.

        A membership or a copy that ended takes its marks with it.
        """
        if actor.is_the_house:
            return self
        proven = Identifier.objects.filter(
            person=actor.id, kind=IdentifierKind.EMAIL, verified_at__isnull=False
        ).values("value")
        copied = Participant.objects.copied().filter(person=actor.id, address__in=proven, ticket__binned_at=None)
        of_copies = SentCopy.objects.filter(message=models.OuterRef("message"), participant__in=copied)
        seen = models.Q(ticket__in=Ticket.objects.visible_to(actor)) | models.Q(models.Exists(of_copies))
        return self.filter(seen, person=actor.id)

    def arrived(self, now: datetime | Given | None = None) -> UnreadLetterQuerySet:
        """Those of letters that have left us for good: a reply that can still be taken back is not the customer's."""
        return self.exclude(message__time_to_undo__until__gt=now or clock.now())


class UnreadLetter(models.Model):
    """That a customer has not read a letter yet. The row goes when they look at the case, so nothing is counted.

    `mail_at` is when they are told of it by mail, None where they are not.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="unread_letters")
    message = models.ForeignKey(Message, models.CASCADE, related_name="+")
    mail_at = models.DateTimeField(null=True)

    objects = UnreadLetterQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "message"], name="helpdesk_unread_once")]
        indexes = [
            models.Index(fields=["person", "ticket"], name="helpdesk_unread_in_case"),
            models.Index(fields=["mail_at"], name="helpdesk_letter_mail", condition=models.Q(mail_at__isnull=False)),
        ]


class LetterSettings(models.Model):
    """How a customer wants to hear of letters; without a row by mail each time, of colleagues' cases not at all.

    `colleagues` is of the cases that a super customer sees beside their own.
    """

    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    answers = models.CharField(max_length=5, choices=Told.choices, default=Told.EACH)
    colleagues = models.CharField(max_length=5, choices=Told.choices, default=Told.NONE)
