"""Page-shaped reads of the mail slice."""

from __future__ import annotations

from collections.abc import Collection

from candor.mail.models import OutboxMessage, RawMessage, RawState

MOST_OF_A_THREAD = 20


def thread_of(kind: str, ids: Collection[int]) -> list[str]:
    """The Message-IDs of the latest mails that these objects came by or went out by, oldest first."""
    received = RawMessage.objects.filter(became_kind=kind, became_id__in=ids, state=RawState.HANDLED).exclude(
        message_id=""
    )
    sent = OutboxMessage.objects.filter(about_kind=kind, about_id__in=ids)
    mails = [
        *received.order_by("-id").values_list("received_at", "message_id")[:MOST_OF_A_THREAD],
        *sent.order_by("-id").values_list("created_at", "message_id")[:MOST_OF_A_THREAD],
    ]
    return [message_id for _at, message_id in sorted(mails)][-MOST_OF_A_THREAD:]
