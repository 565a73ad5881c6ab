"""Deciding about a parsed message: what it becomes, in one transaction, or why it waits in quarantine.

Every transaction here begins with a conditional update of the message's row, so that of two processes that handle the
same message one wins and the other does nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict

from django.conf import settings
from django.db import transaction
from django.db.models import BigIntegerField, CharField, DateTimeField

from candor.kernel import clock
from candor.kernel.db.prepared import Given, Prepared, PreparedChange
from candor.kernel.registries import inbound
from candor.kernel.registries.inbound import Became
from candor.mail.actions import reports
from candor.mail.actions.forgetting import forget_words_of
from candor.mail.actions.reply_tokens import references_in
from candor.mail.inbound_mail import InboundMail, ReceivedFile, Refuse
from candor.mail.models import OutboxMessage, RawMessage, RawState, Reason, Way
from candor.mail.our_addresses import is_ours, mailbox_addressed
from candor.mail.parsing import ParsedMessage
from candor.mail.rules.addresses import normal
from candor.mail.rules.authentication import Authorship, Checks, checks_of
from candor.mail.rules.verification import is_verification
from candor.mail.seen import is_new

MAIL_OF_OURS = Prepared(lambda: OutboxMessage.objects.filter(message_id=Given("message_id", CharField())).only("pk"))
CLAIM = PreparedChange(
    lambda: (
        RawMessage.objects.filter(pk=Given("id", BigIntegerField()), state=Given("before", CharField())),
        {
            "settled_at": Given("settled_at", DateTimeField()),
            **{name: Given(name, CharField()) for name in ("state", "reason", "error", "message_id", "content_hash")},
            **{name: Given(name, CharField()) for name in ("sender", "sender_name", "subject")},
            **{name: Given(name, CharField()) for name in ("authorship", "spf", "dkim", "dmarc")},
        },
    )
)
END = PreparedChange(
    lambda: (
        RawMessage.objects.filter(pk=Given("id", BigIntegerField())),
        {
            "original_key": Given("original_key", CharField()),
            "became_kind": Given("kind", CharField()),
            "became_id": Given("became", BigIntegerField()),
            "became_word": Given("word", CharField()),
        },
    )
)


def judge(parsed: ParsedMessage, *, overruled: bool) -> None:
    """Raise Refuse where the message must not become anything by itself, as far as it tells alone."""
    if parsed.error is not None:
        raise Refuse(Reason.UNREADABLE)
    if is_report(parsed) and not overruled:
        return
    sender = _sender(parsed)
    if not sender:
        raise Refuse(Reason.NO_SENDER)
    if overruled:
        return
    if is_ours(sender) or _is_mail_of_ours(parsed):
        raise Refuse(Reason.OUR_OWN)
    if is_verification(parsed):
        raise Refuse(Reason.VERIFICATION)


def is_report(parsed: ParsedMessage) -> bool:
    """Does it tell of the delivery of a mail, or that somebody marked one as spam?"""
    return bool(parsed.bounces or parsed.delivered or parsed.feedback_report)


@transaction.atomic
def settle(
    raw: RawMessage, parsed: ParsedMessage, files: tuple[ReceivedFile, ...], *, overruled: bool = False
) -> RawMessage:
    """Make of the message what it becomes, with any answer to it, or nothing at all.

    Raises Refuse where no handler takes it; whatever a handler did is undone then.
    """
    if not _claim(raw, RawState.HANDLED, parsed):
        return raw
    if _came_before(raw, parsed):
        return raw
    if is_report(parsed) and not overruled:
        _note(raw, reports.take(parsed))
    else:
        _note(raw, _hand_over(_inbound_mail(raw, parsed, files, overruled=overruled)))
    return raw


@transaction.atomic
def quarantine(raw: RawMessage, reason: Reason, parsed: ParsedMessage, *, cause: str = "") -> RawMessage:
    """Keep the message aside, with the reason, for a person to look at. `cause` is an exception's class and module."""
    if not _claim(raw, RawState.QUARANTINED, parsed):
        return raw
    if _came_before(raw, parsed):
        return raw
    raw.reason, raw.error = reason, cause[:200]
    raw.save(update_fields=["reason", "error", "original_key"])
    return raw


def _claim(raw: RawMessage, state: RawState, parsed: ParsedMessage) -> bool:
    """Move the row on from the state it was read in; False, with the row read again, when somebody else has.

    False too where the row is gone: its sender was erased meanwhile.
    """
    told = {
        "state": state,
        "settled_at": clock.now(),
        "reason": "",
        "error": "",
        "message_id": (parsed.message_id or "")[:998],
        "content_hash": parsed.content_hash[:64],
        "sender": _sender(parsed),
        "sender_name": parsed.from_.name[:200] if parsed.from_ else "",
        "subject": parsed.subject[:250],
        **asdict(checks_of_mail(raw, parsed)),
    }
    if CLAIM.made(id=raw.pk, before=raw.state, **told):
        for name, value in told.items():
            setattr(raw, name, value)
        return True
    if RawMessage.objects.filter(pk=raw.pk).exists():
        raw.refresh_from_db()
    return False


def _came_before(raw: RawMessage, parsed: ParsedMessage) -> bool:
    """Close a second copy as what it is; else this message becomes the original of later copies.

    The unique index of what was seen decides, so that two copies that arrive at once cannot both be the first. Where
    the original is gone its sender was erased, or its case was deleted for good: nothing of the copy is kept either.
    """
    key = _original_key(parsed)
    if key is None or raw.original_key == key:
        return False
    if is_new(key):
        raw.original_key = key
        return False
    _close_as_copy(raw, RawMessage.objects.filter(original_key=key).first())
    return True


def _original_key(parsed: ParsedMessage) -> str | None:
    """Message-ID and content as one hash: the same id with other content is another message.

    None where nothing tells two messages apart from one that came twice: neither an id nor a date.
    """
    if not parsed.content_hash or not (parsed.message_id or parsed.date):
        return None
    return hashlib.sha256(f"{parsed.message_id or ''}\0{parsed.content_hash}".encode()).hexdigest()


def _close_as_copy(raw: RawMessage, original: RawMessage | None) -> None:
    raw.state = RawState.DUPLICATE
    if original is not None:
        raw.became_kind, raw.became_id, raw.became_word = original.became_kind, original.became_id, original.became_word
    raw.save(update_fields=["state", "became_kind", "became_id", "became_word"])
    if original is None or original.file_id is None:
        forget_words_of(raw)


def _hand_over(mail: InboundMail) -> Became:
    became = inbound.hand_over(mail)
    if became is None:
        raise Refuse(Reason.NOBODY_TOOK_IT)
    return became


def _note(raw: RawMessage, became: Became) -> None:
    raw.became_kind, raw.became_id, raw.became_word = became.kind, became.id, became.word
    END.made(id=raw.pk, original_key=raw.original_key, kind=became.kind, became=became.id, word=became.word)


def _inbound_mail(
    raw: RawMessage, parsed: ParsedMessage, files: tuple[ReceivedFile, ...], *, overruled: bool
) -> InboundMail:
    return InboundMail(
        raw=raw,
        mailbox=raw.mailbox or mailbox_addressed(parsed.recipients),
        parsed=parsed,
        sender=_sender(parsed),
        sender_name=parsed.from_.name if parsed.from_ else "",
        references=references_in(parsed),
        files=files,
        may_be_answered=parsed.may_autoreply and not overruled and raw.authorship != Authorship.REFUTED,
        names_one_author=bool(author_of(parsed)),
        authorship=Authorship(raw.authorship),
        overruled=overruled,
    )


def checks_of_mail(raw: RawMessage, parsed: ParsedMessage) -> Checks:
    """What the server that brought the message found out about it, as far as it is trusted to say so.

    Each way has servers of its own: what stands in a mail that came another way was written by somebody else.
    """
    relays: tuple[str, ...] = settings.INSTANCE.mail_relays
    if raw.way == Way.IMAP:
        relays = (raw.mailbox.trusted_relay,) if raw.mailbox and raw.mailbox.trusted_relay else ()
    return checks_of(parsed.authentication_results, relays, author_of(parsed))


def author_of(parsed: ParsedMessage) -> str:
    """The one normalised address of From; "" where that header is missing or names several.

    Reply-To and Sender are nobody's identity, though a letter without From is opened under them.
    """
    addresses = {box.address for box in parsed.authors}
    return normal(addresses.pop()) if len(addresses) == 1 else ""


def _sender(parsed: ParsedMessage) -> str:
    """The normalised address of From. Where that header is missing the parser gives Reply-To or Sender in its place."""
    return normal(parsed.from_.address) if parsed.from_ else ""


def _is_mail_of_ours(parsed: ParsedMessage) -> bool:
    """One of our own mails has come back, by a forward or a list."""
    return bool(parsed.message_id) and MAIL_OF_OURS.is_there(message_id=parsed.message_id)
