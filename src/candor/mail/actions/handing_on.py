"""Mail that became one thing becomes another: its raw messages, what we sent about it, and how replies find it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from candor.mail.models import OutboxMessage, RawMessage, ReplyToken

Thing = tuple[str, int]
"""A kind (`helpdesk.message`) and a number."""


def hand_on(moved: Mapping[Thing, Thing]) -> None:
    """Let all mail that became or is about the first of each pair be about the second. In the caller's transaction.

    Replies to what was sent before find the new place by their old tokens. A token that the new place has given to the
    same address already stays, and the old one goes with its place.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("mail is handed on in the transaction of the action that moves it")
    for (kind, number), (to_kind, to_number) in moved.items():
        RawMessage.objects.filter(became_kind=kind, became_id=number).update(became_kind=to_kind, became_id=to_number)
        OutboxMessage.objects.filter(about_kind=kind, about_id=number).update(about_kind=to_kind, about_id=to_number)
        known = ReplyToken.objects.filter(about_kind=to_kind, about_id=to_number).values("address")
        tokens = ReplyToken.objects.filter(about_kind=kind, about_id=number)
        tokens.exclude(address__in=known).update(about_kind=to_kind, about_id=to_number)
