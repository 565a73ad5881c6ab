from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from candor.mail.public import OutboxState
from candor.privacy.models.requests import SubjectRequest

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class RequestLetterQuerySet(models.QuerySet["RequestLetter"]):
    def visible_to(self, actor: Actor) -> RequestLetterQuerySet:
        """The privacy office and the software itself."""
        return self if actor.is_the_house or actor.may("privacy.office") else self.none()


class RequestLetter(models.Model):
    """A mail of ours about a request as it was sent, and what became of it: part of the request file.

    The outbox forgets its mails, and an erasure empties it; what we answered has to be shown for three years. `outbox`
    is the number of the mail there. A mail that holds a secret is kept without its words.
    """

    request = models.ForeignKey(SubjectRequest, models.CASCADE, related_name="letters", db_index=False)
    subject_number = models.BigIntegerField(null=True)
    """Whose request it was when the mail left, None where that was not certain; the address leads to them then."""
    outbox = models.BigIntegerField(unique=True)
    template = models.CharField(max_length=80)
    language = models.CharField(max_length=5)
    to_address = models.CharField(max_length=254)
    subject = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    queued_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=OutboxState.choices)
    settled_at = models.DateTimeField(null=True)

    objects = RequestLetterQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["request", "id"], name="privacy_request_letters")]
