"""Who may see what of the mail slice. Everything else answers 404."""

from __future__ import annotations

from typing import TypeVar

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404

from candor.kernel.actor import Actor
from candor.mail.models import Mailbox, MailGrant, OutboxMessage, RawMessage, SigningKey

Row = TypeVar("Row", Mailbox, OutboxMessage, RawMessage, SigningKey)


def mailbox(actor: Actor, ref: str) -> Mailbox:
    return _one(Mailbox.objects.visible_to(actor), ref)


def grant(actor: Actor, ref: str) -> MailGrant:
    """The permission of a mailbox that signs in at its provider."""
    found = MailGrant.objects.select_related("mailbox").filter(mailbox=mailbox(actor, ref)).first()
    if found is None:
        raise Http404
    return found


def signing_key(actor: Actor, ref: str) -> SigningKey:
    return _one(SigningKey.objects.visible_to(actor), ref)


def outbox_message(actor: Actor, ref: str) -> OutboxMessage:
    return _one(OutboxMessage.objects.visible_to(actor), ref)


def quarantined_message(actor: Actor, ref: str) -> RawMessage:
    return _one(RawMessage.objects.visible_to(actor).quarantined().select_related("file", "mailbox"), ref)


def may_read_text(mail: OutboxMessage) -> bool:
    """Mails about accounts carry codes and links that are secrets of their recipients; in a demo there are none."""
    return settings.INSTANCE.demo or not mail.about_kind.startswith("people.")


def _one(rows: QuerySet[Row], ref: str) -> Row:
    row = rows.filter(ref=ref).first()
    if row is None:
        raise Http404
    return row
