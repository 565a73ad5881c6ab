from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from candor.kernel.ids import new_ref
from candor.kernel.models import StoredFile
from candor.kernel.registries import restricted
from candor.mail.public import Mailbox
from candor.people.public import Organisation, Person

if TYPE_CHECKING:
    from candor.kernel.actor import Actor

VIEW, WORK = "business.mail.view", "business.mail.work"


class CorrespondenceQuerySet(models.QuerySet["Correspondence"]):
    def visible_to(self, actor: Actor) -> CorrespondenceQuerySet:
        """Staff whose role has to do with sales; a restricted person's for the office alone."""
        if actor.is_the_house:
            return self
        if actor.is_staff and actor.may(VIEW):
            return restricted.without_restricted(self, actor)
        return self.none()

    def restricted_for(self, actor: Actor) -> CorrespondenceQuerySet:
        """Those that the actor would see, were nobody in them restricted."""
        return self if actor.is_staff and actor.may(VIEW) else self.none()

    def waiting(self) -> CorrespondenceQuerySet:
        """The person wrote last, and nobody has answered or settled it."""
        return self.filter(waits_since__isnull=False)

    def taken_by(self, person: int | None) -> CorrespondenceQuerySet:
        """Not settled yet, and this member of staff sees to it."""
        return self.filter(taken_by=person, done_at=None)


class Correspondence(models.Model):
    """Mail between one person and sales, beside all cases: it stands on the person's timeline.

    `waits_since` is when the person wrote without an answer yet, None once somebody answered or settled it.
    `mailbox` is the one that it began in: answers come from its address.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    person = models.ForeignKey(Person, models.CASCADE, related_name="sales_mail", db_index=False)
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+", db_index=False)
    mailbox = models.ForeignKey(Mailbox, models.SET_NULL, null=True, related_name="+")
    subject = models.CharField(max_length=250)
    is_sender_verified = models.BooleanField(default=False)
    """False while nothing shows that the mail came from the person whose address it names."""
    taken_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", db_index=False)
    waits_since = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField()
    created_at = models.DateTimeField()

    objects = CorrespondenceQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-last_at", "-id"], name="business_mail_by_time"),
            models.Index(
                fields=["waits_since", "id"],
                name="business_mail_waiting",
                condition=models.Q(waits_since__isnull=False),
            ),
            models.Index(fields=["taken_by", "-last_at", "-id"], name="business_mail_taken"),
            models.Index(fields=["person", "-last_at", "-id"], name="business_mail_of_person"),
            models.Index(fields=["organisation", "-last_at", "-id"], name="business_mail_of_company"),
        ]

    def __str__(self) -> str:
        return self.subject


class SalesMail(models.Model):
    """One mail of a correspondence. `by` is who of us wrote it, `is_ours` stays true when they are gone.

    `text` is what was written now; `quoted` the folded rest. `html` is the sanitised HTML of a mail, shown only inside
    a sandboxed frame. `delivery` mirrors the outbox's state of a mail of ours.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    correspondence = models.ForeignKey(Correspondence, models.CASCADE, related_name="mails", db_index=False)
    is_ours = models.BooleanField(default=False)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    address = models.CharField(max_length=254, blank=True)
    """Where it came from, or went to when it is ours (mission A6)."""
    text = models.TextField()
    quoted = models.TextField(blank=True)
    html = models.TextField(blank=True)
    is_automatic = models.BooleanField(default=False)
    """Sent by a machine on the person's behalf: an out-of-office note. It asks nothing of us."""
    written_at = models.DateTimeField()
    created_at = models.DateTimeField()
    delivery = models.CharField(max_length=8, blank=True)
    submission_key = models.CharField(max_length=40, null=True, unique=True)
    """The form's one-time key: a double submit meets the unique index and has one effect."""

    class Meta:
        indexes = [models.Index(fields=["correspondence", "id"], name="business_mail_order")]


class SalesFile(models.Model):
    """A file of a mail. Inline pictures carry the Content-ID that the mail's HTML names."""

    mail = models.ForeignKey(SalesMail, models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    content_id = models.CharField(max_length=255, blank=True)
    is_inline = models.BooleanField(default=False)
