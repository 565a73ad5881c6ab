"""A queue's signature: what stands below every reply from it."""

from __future__ import annotations

from django.db import transaction

from candor.helpdesk.models import Queue
from candor.helpdesk.refusals import UnknownVariable
from candor.helpdesk.rules.texts import clean_text
from candor.helpdesk.rules.variables import unknown_in
from candor.kernel.actor import Actor
from candor.kernel.audit import record


@transaction.atomic
def change_queue_signature(queue: Queue, signature: str, *, by: Actor) -> None:
    """Saying the same again changes nothing. Raises UnknownVariable or TextTooLong."""
    clean = clean_text(signature, most=2_000)
    if unknown := unknown_in(clean):
        raise UnknownVariable(unknown)
    if Queue.objects.filter(pk=queue.pk).exclude(signature=clean).update(signature=clean):
        record("helpdesk.queue.signature_changed", queue, by=by)
