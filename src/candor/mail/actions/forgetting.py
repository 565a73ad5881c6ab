"""Forgetting mail for good: the raw messages that became something, and what we sent about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import transaction
from django.db.models import Q

from candor.kernel.files import delete_file
from candor.kernel.models import StoredFile
from candor.mail.models import OutboxMessage, RawMessage, RawState, ReplyToken


def forget_mail_about(objects: Mapping[str, Collection[int]]) -> int:
    """Delete every mail that became or is about these objects (ids by kind), copies of the same mail included.

    In the caller's transaction; the bytes go after the commit. Returns how many mails went.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("mail is forgotten in the transaction of the action that asks for it")
    raw_ids: set[int] = set()
    sent = 0
    for kind, ids in objects.items():
        raw_ids.update(RawMessage.objects.filter(became_kind=kind, became_id__in=ids).values_list("pk", flat=True))
        mails = OutboxMessage.objects.filter(about_kind=kind, about_id__in=ids)
        sent += mails.count()
        mails.delete()
    raw_ids |= _duplicates_of(raw_ids)
    raw = RawMessage.objects.filter(pk__in=raw_ids)
    files = list(StoredFile.objects.filter(pk__in=raw.exclude(file=None).values("file")))
    raw.delete()
    for file in files:
        delete_file(file)
    return len(raw_ids) + sent


def forget_originals(objects: Mapping[str, Collection[int]]) -> int:
    """Delete the raw mails that became these objects (ids by kind), copies included, and keep what is known of them.

    In the caller's transaction; the bytes go after the commit. A mail that comes once more is still recognised.
    Returns how many files went.
    """
    files: list[StoredFile] = []
    for kind, ids in objects.items():
        raw = RawMessage.objects.filter(became_kind=kind, became_id__in=ids).exclude(file=None)
        files += StoredFile.objects.filter(pk__in=raw.values("file"))
    for file in files:
        delete_file(file)
    return len(files)


def forget_words_of(raw: RawMessage) -> None:
    """Keep of a message only that it came: neither its bytes nor who sent it. In the caller's transaction."""
    file = raw.file
    empty = {"message_id": "", "content_hash": "", "sender": "", "sender_name": "", "subject": ""}
    RawMessage.objects.filter(pk=raw.pk).update(file=None, **empty)
    raw.refresh_from_db()
    if file is not None:
        delete_file(file)


def forget_reply_tokens(kind: str, object_id: int) -> None:
    """Delete the tokens by which replies about this object found their way."""
    ReplyToken.objects.filter(about_kind=kind, about_id=object_id).delete()


def _duplicates_of(raw_ids: set[int]) -> set[int]:
    """Second copies of the same mail, which came by another mailbox and became nothing."""
    same = Q(pk__in=[])
    for message_id, digest in RawMessage.objects.filter(pk__in=raw_ids).values_list("message_id", "content_hash"):
        if digest:
            same |= Q(message_id=message_id, content_hash=digest)
    return set(RawMessage.objects.filter(same, state=RawState.DUPLICATE).values_list("pk", flat=True))
