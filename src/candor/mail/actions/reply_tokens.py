"""Reply tokens: giving one out, and finding what a reply names by them."""

from __future__ import annotations

from django.db import models

from candor.kernel import clock
from candor.kernel.db.inserting import insert_unless_there
from candor.kernel.db.prepared import Given, Prepared
from candor.kernel.ids import random_text
from candor.mail.inbound_mail import Reference
from candor.mail.models import OutboxMessage, ReplyToken
from candor.mail.parsing import ParsedMessage
from candor.mail.rules.addresses import TOKEN_LENGTH, token_in_address, token_in_message_id

TOKEN = Prepared(
    lambda: ReplyToken.objects.filter(
        about_kind=Given("about_kind", models.CharField()),
        about_id=Given("about_id", models.BigIntegerField()),
        address=Given("address", models.CharField()),
    )
)

MOST_LOOKED_AT = 100
"""Tokens of one message that are looked up: a long thread has a few dozen references, an attack has thousands."""


def reply_token_for(about: models.Model, address: str) -> ReplyToken:
    """The token with which `address` (normalised) replies about this object; made at the first mail to it."""
    key = {"about_kind": about._meta.label_lower, "about_id": about.pk, "address": address}
    token = ReplyToken(**key, value=random_text(TOKEN_LENGTH), created_at=clock.now())
    if insert_unless_there(token):  # most mails of ours acknowledge a new case
        return token
    return TOKEN.one(**key) or ReplyToken.objects.get(**key)


def references_in(parsed: ParsedMessage) -> tuple[Reference, ...]:
    """The objects that the message names, by tokens in the addresses it was sent to and the mails it answers.

    Newest reference first, so that a thread that wandered joins where it was answered last.
    """
    values = tokens_in(parsed)
    if not values:
        return ()
    found = {token.value: token for token in ReplyToken.objects.filter(value__in=values)}
    tokens = [found[value] for value in values if value in found]
    return tuple(Reference(token.about_kind, token.about_id, token.address) for token in tokens)


def mail_answered(parsed: ParsedMessage) -> OutboxMessage | None:
    """The mail of ours to which this one answers, by its Message-ID, which only who got it can know."""
    named = list(dict.fromkeys((*parsed.in_reply_to, *reversed(parsed.references))))[:MOST_LOOKED_AT]
    return OutboxMessage.objects.filter(message_id__in=named).order_by("-id").first() if named else None


def tokens_in(parsed: ParsedMessage) -> list[str]:
    """What looks like a token of ours, in the order in which it counts."""
    named = [token_in_message_id(message_id) for message_id in (*parsed.in_reply_to, *reversed(parsed.references))]
    addressed = [token_in_address(address) for address in parsed.recipients]
    return list(dict.fromkeys(value for value in (*addressed, *named) if value))[:MOST_LOOKED_AT]
