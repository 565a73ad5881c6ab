from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from candor.helpdesk.models.tickets import Ticket
from candor.kernel.ids import new_ref
from candor.kernel.registries import bell
from candor.people.public import Person

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class Event(models.TextChoices):
    """What somebody is told of."""

    ASSIGNED = "assigned"
    CUSTOMER_WROTE = "customer-wrote"
    COLLEAGUE_WROTE = "colleague-wrote"
    MENTIONED = "mentioned"
    DUE_SOON = "due-soon"
    OVERDUE = "overdue"
    CAME_BACK = "came-back"
    CALL_DUE = "call-due"
    REPLY_HELD = "reply-held"
    TIME_ANSWERED = "time-answered"


class Reason(models.TextChoices):
    """Why this person is told."""

    ASSIGNEE = "assignee"
    FOLLOWER = "follower"
    MENTION = "mention"
    PUT_AWAY = "put-away"
    PROMISE = "promise"
    OFFICE = "office"
    WRITER = "writer"
    WORKER = "worker"
    OWNER = bell.Because.OWNER.value
    TEAM = bell.Because.TEAM.value


class By(models.TextChoices):
    """The way in which somebody wants to be told of a kind of event."""

    BELL = "bell"
    MAIL = "mail"
    DIGEST = "digest"
    NOTHING = "nothing"


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, actor: Actor) -> NotificationQuerySet:
        """One's own, of cases that one still sees; whether other things are seen, their topic says (`queries.bell`)."""
        if not actor.is_staff:
            return self.none()
        seen = models.Q(ticket__in=Ticket.objects.visible_to(actor))
        topics = [topic.name for topic in bell.topics().values() if actor.may(topic.permission)]
        return self.filter(seen | models.Q(ticket=None, topic__in=topics), person=actor.id)

    def unread(self) -> NotificationQuerySet:
        return self.filter(read_at=None)


class Notification(models.Model):
    """One line of somebody's bell: what is new in one case since they last looked, or about a thing of another floor.

    Such a thing has a `topic` of the registry (`kernel.registries.bell`) and its reference as `about` in place of a
    ticket. Everything unread about one is one row; `tally` counts it by `Event` or by the topic's kinds. `mail_at` is
    when it goes out by mail, None when it does not or did; `is_for_digest` puts it into the daily mail instead.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, related_name="+")
    topic = models.CharField(max_length=40, blank=True, default="", db_default="")
    about = models.CharField(max_length=16, blank=True, default="", db_default="")
    tally = models.JSONField(default=dict)
    reason = models.CharField(max_length=8, choices=Reason.choices)
    since = models.DateTimeField()
    last_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mail_at = models.DateTimeField(null=True)
    is_for_digest = models.BooleanField(default=False)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "ticket"], condition=models.Q(read_at=None), name="helpdesk_one_line_a_case"
            ),
            models.UniqueConstraint(
                fields=["person", "topic", "about"],
                condition=models.Q(read_at=None, ticket=None),
                name="helpdesk_one_line_a_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-last_at", "-id"], name="helpdesk_bell"),
            models.Index(fields=["mail_at"], name="helpdesk_bell_mail", condition=models.Q(mail_at__isnull=False)),
            models.Index(fields=["read_at"], name="helpdesk_bell_read", condition=models.Q(read_at__isnull=False)),
        ]


class NotificationSettings(models.Model):
    """How somebody wants to be told: `ways` maps an event to `By`, what is missing is the bell alone.

    In the quiet hours no mail goes out; they may pass midnight and count in the person's own zone.
    """

    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    ways = models.JSONField(default=dict)
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)


class DueNotice(models.Model):
    """That the assignee was told of this follow-up date, so that nobody is told twice of the same one."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+")
    event = models.CharField(max_length=20, choices=Event.choices)
    due_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "event", "due_at"], name="helpdesk_told_once")]
        indexes = [models.Index(fields=["due_at"], name="helpdesk_told_at")]
