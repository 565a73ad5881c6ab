"""What mail holds about people: the raw messages, what we sent, and who may be answered."""

from __future__ import annotations

from candor.kernel.registries.personal_data import (
    Author,
    Column,
    Erase,
    Export,
    Lock,
    Log,
    Purpose,
    Recipient,
    Row,
    business,
    by_address,
    by_digest,
    by_object,
    declare,
    declare_store,
    keep_along,
    keep_from,
    personal,
    secret,
    technical,
)
from candor.kernel.stores.contents import FileContents
from candor.mail.models import (
    AutomaticMail,
    DeadAddress,
    MailAlarm,
    Mailbox,
    MailboxCursor,
    MailGrant,
    MailWords,
    OutboxAttachment,
    OutboxMessage,
    RawMessage,
    ReplyToken,
    SeenMessage,
    SigningKey,
)

SUPPORT = (Purpose.SUPPORT,)

keep_from("raw-mail", "The message's arrival.")
keep_from("outbox", "The mail's fate: sent, bounced or given up.")
keep_along("mail-memory", "As long as a mailbox may bring the message again.")
keep_along("reply-token", "As long as what it answers to.")


def _of_raw(category: str, *, export: Export = Export.YES, author: Author = Author.SENDER) -> Column:
    """A value of a message as it came in: it goes with the message."""
    return personal(category, purposes=SUPPORT, erase=Erase.DELETE_ROW, export=export, log=Log.NO, author=author)


def _of_our_mail(category: str, *, export: Export = Export.YES, lock: Lock = Lock.HIDE) -> Column:
    """A value of a mail that we wrote to the person: it goes with the mail."""
    return personal(
        category,
        purposes=SUPPORT,
        erase=Erase.DELETE_ROW,
        export=export,
        lock=lock,
        author=Author.STAFF,
        recipients=[Recipient.MAIL_SERVER],
    )


declare(
    Mailbox,
    row=Row.NOBODY,
    fields={
        "id": technical(),
        "ref": technical(),
        "name": business(),
        "address": business(),
        "further_addresses": business(),
        "takes_plus_addresses": business(),
        "trusted_relay": business(),
        "host": business(),
        "port": business(),
        "security": business(),
        "user": business(),
        "password": business(),
        "folder": business(),
        "takes_old_mail": business(),
        "destination_kind": business(),
        "destination_id": business(),
        "paused_at": technical(),
        "trouble": technical(),
        "trouble_since": technical(),
        "last_seen_at": technical(),
        "last_mail_at": technical(),
        "created_at": technical(),
        "version": technical(),
    },
)
declare(
    MailGrant,
    row=Row.NOBODY,
    fields={
        "id": technical(),
        "mailbox": technical(),
        **{name: business() for name in ("provider", "tenant", "authorise_url", "token_url", "scope", "client_id")},
        **{name: business() for name in ("secret", "secret_until", "access_token", "refresh_token")},
        **{name: technical() for name in ("access_until", "refresh_until", "renew_at", "renewing_until")},
        **{name: technical() for name in ("granted_at", "renewed_at", "fault", "fault_since")},
    },
)
declare(
    MailboxCursor,
    row=Row.NOBODY,
    fields={name: technical() for name in ("id", "mailbox", "folder", "uid_validity", "uid")},
)
declare(
    MailAlarm,
    row=Row.NOBODY,
    fields={
        name: technical()
        for name in ("id", "ref", "about", "mailbox", "trouble", "since", "told_at", "ended_at", "end_told_at")
    },
)
declare(
    MailWords,
    row=Row.NOBODY,
    fields={
        **{name: business() for name in ("subject", "body")},
        **{name: technical() for name in ("id", "key", "language", "version", "is_latest", "written_at")},
    },
)
declare(
    SigningKey,
    row=Row.NOBODY,
    fields={
        **{name: business() for name in ("domain", "private_key", "public_key")},
        **{name: technical() for name in ("id", "ref", "selector", "state", "made_at", "used_since", "retired_at")},
    },
)
declare(
    RawMessage,
    row=Row.SHARED,
    person=by_address("sender"),
    keep="raw-mail",
    since="received_at",
    fields={
        "id": technical(),
        "ref": technical(),
        "file": personal(
            "user.content", purposes=SUPPORT, erase=Erase.DELETE_ROW, author=Author.SENDER, store="mail-raw"
        ),
        "way": technical(),
        "mailbox": technical(),
        "uid_validity": technical(),
        "uid": technical(),
        "folder": technical(),
        "state": technical(),
        "reason": technical(),
        "error": technical(),
        "attempts": technical(),
        "message_id": _of_raw("user.unique_id.pseudonymous", export=Export.NO),
        "content_hash": _of_raw("user.content", export=Export.NO, author=Author.SOFTWARE),
        "original_key": _of_raw("user.unique_id.pseudonymous", export=Export.NO, author=Author.SOFTWARE),
        "sender": _of_raw("user.contact.email"),
        "sender_name": _of_raw("user.name"),
        "subject": _of_raw("user.content"),
        "authorship": technical(),
        "spf": technical(),
        "dkim": technical(),
        "dmarc": technical(),
        "became_kind": technical(),
        "became_id": technical(),
        "became_word": technical(),
        "received_at": _of_raw("user.behavior", author=Author.SOFTWARE),
        "settled_at": technical(),
    },
)
declare(
    OutboxMessage,
    row=Row.SHARED,
    person=[by_address("to_address"), by_object("about_kind", "about_id", to="people.person")],
    keep="outbox",
    since="settled_at",
    fields={
        "id": technical(),
        "ref": technical(),
        "mailbox": technical(),
        "from_address": business(),
        "from_name": business(),
        "reply_to": _of_our_mail("user.unique_id.pseudonymous", export=Export.NEVER),
        "to_address": _of_our_mail("user.contact.email"),
        "to_name": _of_our_mail("user.name"),
        "subject": _of_our_mail("user.content"),
        "text": _of_our_mail("user.content"),
        "html": _of_our_mail("user.content"),
        "headers": _of_our_mail("user.unique_id.pseudonymous", export=Export.NO),
        "message_id": _of_our_mail("user.unique_id.pseudonymous", export=Export.NEVER),
        "template": technical(),
        "template_class": technical(),
        "language": technical(),
        "about_kind": technical(),
        "about_id": technical(),
        "state": _of_our_mail("user.behavior", lock=Lock.SHOW),
        "attempts": technical(),
        "next_at": technical(),
        "error": technical(),
        "created_at": _of_our_mail("user.behavior", lock=Lock.SHOW),
        "settled_at": technical(),
    },
)
declare(
    OutboxAttachment,
    row=Row.SHARED,
    person=[
        by_address("message__to_address"),
        by_object("message__about_kind", "message__about_id", to="people.person"),
    ],
    keep="outbox",
    since="message__settled_at",
    fields={
        "id": technical(),
        "message": technical(),
        "file": _of_our_mail("user.content"),
    },
)
declare(
    ReplyToken,
    row=Row.SHARED,
    person=by_address("address"),
    keep="reply-token",
    fields={
        "id": technical(),
        "value": secret("user.unique_id.pseudonymous", purposes=SUPPORT),
        "about_kind": technical(),
        "about_id": technical(),
        "address": _of_our_mail("user.contact.email", export=Export.NO),
        "created_at": technical(),
    },
)
declare(
    AutomaticMail,
    row=Row.MENTION,
    person=by_digest("address_digest"),
    keep="rate-limits",
    fields={
        "id": technical(),
        "address_digest": secret("user.unique_id.pseudonymous", purposes=[Purpose.SECURITY]),
        "slot": technical(),
        "at": technical(),
    },
)
declare(
    DeadAddress,
    row=Row.SHARED,
    person=by_address("address"),
    keep="outbox",
    since="since",
    fields={
        "id": technical(),
        "ref": technical(),
        "address": _of_our_mail("user.contact.email"),
        "since": _of_our_mail("user.behavior", lock=Lock.SHOW),
    },
)
declare(
    SeenMessage,
    row=Row.MENTION,
    person=by_digest("digest"),
    keep="mail-memory",
    fields={
        "id": technical(),
        "digest": personal(
            "user.unique_id.pseudonymous",
            purposes=[Purpose.ACCOUNTABILITY],
            erase=Erase.KEEP_LOCKED,
            export=Export.NEVER,
            log=Log.NO,
            author=Author.SOFTWARE,
        ),
        "on": technical(),
    },
)

declare_store(
    "mail-raw",
    holds="Messages as they came in, among the files under random names.",
    erase=Erase.DELETE_ROW,
    paths=["files"],
    keeper=FileContents("mail-raw"),
)
declare_store(
    "mail-key",
    holds="The key that seals passwords and permissions of mailboxes, and the keys that sign mail.",
    erase=Erase.NOTHING,
    paths=["mail.key"],
)
