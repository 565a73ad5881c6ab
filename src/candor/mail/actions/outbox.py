"""Writing a mail: the row goes into the outbox in the transaction of the action that it tells of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from django.db import models, transaction

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.db.inserting import insert, insert_unless_there
from candor.kernel.ids import new_ref
from candor.kernel.models import StoredFile
from candor.kernel.registries import guards
from candor.kernel.registries.guards import Ask
from candor.kernel.registries.mail_texts import check_class
from candor.mail.actions.addresses import is_held_back
from candor.mail.composing import Edition, Words, compose
from candor.mail.models import Mailbox, OutboxAttachment, OutboxMessage, OutboxState, ReplyToken, TemplateClass
from candor.mail.our_addresses import Sender, sender_for
from candor.mail.rules.addresses import domain_of, normal, with_plus_part
from candor.people.public import Person

ASKS: Mapping[str, Ask] = {
    TemplateClass.ADVERTISING: Ask.ADVERTISE_TO,
    TemplateClass.ASKED_FOR: Ask.ANSWER_ACT_OF,
}

NO_HEADERS: Mapping[str, str] = {}


def queue_mail(  # noqa: PLR0913 - one mail has this many independent facts, and every caller names them
    template: str,
    *,
    to: str,
    language: str,
    about: models.Model,
    context: Mapping[str, Any],
    kind: TemplateClass | str,
    by: Actor,
    to_name: str = "",
    mailbox: Mailbox | None = None,
    sender: Sender | None = None,
    reply_token: ReplyToken | None = None,
    answers: Iterable[str] = (),
    written_by_hand: bool = False,
    attachments: Iterable[StoredFile] = (),
    headers: Mapping[str, str] = NO_HEADERS,
) -> OutboxMessage:
    """Write a mail to one address into the outbox, in the caller's transaction; the worker sends it.

    `about` is the row that hears of the delivery. `answers` are the Message-IDs that it replies to, oldest first.
    It comes from `sender`, else from the mailbox. `headers` are further ones, as List-Unsubscribe.
    What no person wrote, which is everything but `written_by_hand`, is marked so that no machine answers it. Where a
    guard objects to the address the row is kept as failed, so that staff see that nothing went out. Raises WrongClass
    for a `kind` that the mail is not declared to be.
    """
    _within_the_action()
    check_class(template, kind)
    mail = OutboxMessage(
        **_senders(sender or sender_for(mailbox), reply_token),
        **_words(template, language, context),
        **_occasion(about, kind),
        headers=_headers(list(answers), written_by_hand=written_by_hand) | dict(headers),
    )
    return _put_into_outbox(mail, to=(to, to_name), attachments=attachments, by=by)


def queue_ready(  # noqa: PLR0913 - one mail has this many independent facts
    words: Words,
    *,
    template: str,
    to: tuple[str, str],
    language: str,
    about: models.Model,
    kind: TemplateClass,
    headers: Mapping[str, str],
) -> OutboxMessage:
    """Write words that are made already to one address and name, in the caller's transaction, which notes the fact.

    For what goes to many: `headers` stand beside those of every automatic mail.
    """
    _within_the_action()
    check_class(template, kind)
    mail = OutboxMessage(
        **_senders(sender_for(None), None),
        **asdict(words),
        **_occasion(about, kind),
        template=template,
        language=language,
        headers={**_headers([], written_by_hand=False), **headers},
        to_address=normal(to[0]),
        to_name=to[1][:200],
    )
    _ask_guards(mail)
    insert(mail)
    return mail


def queue_sample(words: Words, edition: Edition, *, to: tuple[Person, str], key: str, by: Actor) -> None:
    """Write these words of a mail, with sample values, to whoever asks to see them; once for each `key` of theirs."""
    _within_the_action()
    person, address = to
    sender = sender_for(None)
    mail = OutboxMessage(
        **{**_senders(sender, None), "message_id": f"{_digest(person, key)}@{domain_of(sender.address)}"},
        **asdict(words),
        **_occasion(person, TemplateClass.CONTRACT),
        template=edition.text.key,
        language=edition.language,
        headers=_headers([], written_by_hand=False),
        to_address=normal(address),
        to_name=person.name[:200],
    )
    _ask_guards(mail)
    if insert_unless_there(mail):
        record("mail.outbox.queued", mail, by=by, template_class=mail.template_class, language=mail.language)


def _digest(person: Person, key: str) -> str:
    return f"sample.{hashlib.sha256(f'{person.ref} {key}'.encode()).hexdigest()[:32]}"


def may_write_to(address: str, kind: str) -> bool:
    """May this address be written to for this reason? Every guard of the slices above must agree."""
    return bool(address) and guards.allowed(ASKS.get(kind, Ask.WRITE_TO), address)


def _senders(sender: Sender, token: ReplyToken | None) -> dict[str, Any]:
    """The columns that say who writes and where answers go."""
    return {
        "mailbox": sender.mailbox,
        "from_address": sender.address,
        "from_name": sender.name[:200],
        "reply_to": _reply_address(sender, token),
        "message_id": _message_id(sender, token),
    }


def _words(template: str, language: str, context: Mapping[str, Any]) -> dict[str, str]:
    """The columns that say what is written, and by which template."""
    words = compose(template, language, context)
    return {**asdict(words), "template": template, "language": language}


def _occasion(about: models.Model, kind: TemplateClass | str) -> dict[str, Any]:
    """The columns that say why it is written, and when."""
    now = clock.now()
    occasion = {"template_class": kind, "about_kind": about._meta.label_lower, "about_id": about.pk}
    return {**occasion, "next_at": now, "created_at": now}


def _within_the_action() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a mail is queued in the transaction of the action that it tells of")


def _put_into_outbox(
    mail: OutboxMessage, *, to: tuple[str, str], attachments: Iterable[StoredFile], by: Actor
) -> OutboxMessage:
    """Address the mail, unless a guard objects, and save it with its files. `to` is an address and a name."""
    mail.to_address, mail.to_name = normal(to[0]), to[1][:200]
    _ask_guards(mail)
    insert(mail)
    for file in attachments:
        insert(OutboxAttachment(message=mail, file=file))
    record("mail.outbox.queued", mail, by=by, template_class=mail.template_class, language=mail.language)
    return mail


def _ask_guards(mail: OutboxMessage) -> None:
    if not may_write_to(mail.to_address, mail.template_class):
        mail.state, mail.settled_at = OutboxState.FAILED, mail.created_at
        mail.error = "not-allowed" if mail.to_address else "no-address"
    elif is_held_back(mail):
        mail.state, mail.settled_at, mail.error = OutboxState.FAILED, mail.created_at, "dead-address"


def _reply_address(sender: Sender, token: ReplyToken | None) -> str:
    """The address with the token in its plus part, where the mailbox's server delivers such addresses."""
    if token is None or sender.mailbox is None or not sender.mailbox.takes_plus_addresses:
        return ""
    return with_plus_part(sender.address, token.value)


def _message_id(sender: Sender, token: ReplyToken | None) -> str:
    """The mail's identifier, the same at every attempt; with the reply token at its head where there is one."""
    head = token.value if token else new_ref()
    return f"{head}.{new_ref()}@{domain_of(sender.address)}"


def _headers(answers: list[str], *, written_by_hand: bool) -> dict[str, str]:
    headers = {}
    if answers:
        headers["In-Reply-To"] = f"<{answers[-1]}>"
        headers["References"] = " ".join(f"<{message_id}>" for message_id in answers)
    if not written_by_hand:
        headers["Auto-Submitted"] = "auto-replied" if answers else "auto-generated"
        headers["X-Auto-Response-Suppress"] = "All"
    return headers
