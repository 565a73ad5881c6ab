from __future__ import annotations

from django.db import models


class IdempotentRequest(models.Model):
    """A request of the API that may come twice, and its answer for the second time.

    Claimed before its effect; `status` and `answer` are written in the transaction of the effect. `answer` is sealed
    with the client's own key, of which only a hash stands here: without it nobody reads what was answered.
    """

    owner_id = models.BigIntegerField()
    """The token that sent it."""
    key_digest = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    attempt = models.PositiveIntegerField(default=1)
    leased_until = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.BinaryField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner_id", "key_digest"], name="kernel_one_request_of_a_key"),
        ]
        indexes = [models.Index(fields=["created_at"], name="kernel_request_age")]
