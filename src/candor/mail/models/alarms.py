from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from candor.kernel.ids import new_ref
from candor.mail.models.mailboxes import Mailbox

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class AlarmAbout(models.TextChoices):
    """What does not work: a mailbox cannot be read, or nothing that we write leaves."""

    MAILBOX = "mailbox"
    SENDING = "sending"


class AlarmQuerySet(models.QuerySet["MailAlarm"]):
    def visible_to(self, actor: Actor) -> AlarmQuerySet:
        """Those who watch over the mail."""
        return self if actor.is_the_house or actor.may("mail.monitor.view") else self.none()

    def standing(self) -> AlarmQuerySet:
        """Not over yet, and administrators know of it."""
        return self.under_way().filter(told_at__isnull=False)

    def under_way(self) -> AlarmQuerySet:
        """Not over yet, whether anybody knows of it or not."""
        return self.filter(ended_at=None)

    def of_sending(self) -> AlarmQuerySet:
        return self.filter(about=AlarmAbout.SENDING)

    def of_mailboxes(self) -> AlarmQuerySet:
        return self.filter(about=AlarmAbout.MAILBOX)

    def over_and_not_told(self) -> AlarmQuerySet:
        """Over, which those who know of the outage do not know yet."""
        return self.filter(ended_at__isnull=False, end_told_at=None)


class MailAlarm(models.Model):
    """One outage of a mailbox or of sending. It is told once when it has lasted, and once when it is over.

    `trouble` is a `Trouble` of mailboxes, or an error of the outbox. `told_at` is None while it may still pass by
    itself; `end_told_at` is None until administrators were told that it is over.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    about = models.CharField(max_length=7, choices=AlarmAbout.choices)
    mailbox = models.ForeignKey(Mailbox, models.CASCADE, null=True, related_name="alarms")
    trouble = models.CharField(max_length=40)
    since = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_told_at = models.DateTimeField(null=True)

    objects = AlarmQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["about", "mailbox"],
                condition=models.Q(ended_at=None),
                nulls_distinct=False,
                name="mail_one_alarm",
            )
        ]
        indexes = [
            models.Index(fields=["id"], name="mail_alarm_untold", condition=models.Q(end_told_at=None)),
        ]
