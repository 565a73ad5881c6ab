"""How a copy of somebody's data speaks of mail."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.kernel.registries.personal_data import Subject
from candor.kernel.registries.telling import Chapter, Telling, chapter, tell
from candor.mail.models import DeadAddress, OutboxAttachment, OutboxMessage, OutboxState, RawMessage

MAIL = "mail"
GONE_OUT = (OutboxState.SENT, OutboxState.KEPT)

STATES = {
    OutboxState.QUEUED: pgettext_lazy("mail", "waits to be sent"),
    OutboxState.SENDING: pgettext_lazy("mail", "is being sent"),
    OutboxState.DEFERRED: pgettext_lazy("mail", "is tried again"),
    OutboxState.SENT: pgettext_lazy("mail", "sent"),
    OutboxState.BOUNCED: pgettext_lazy("mail", "came back"),
    OutboxState.FAILED: pgettext_lazy("mail", "could not be sent"),
    OutboxState.KEPT: pgettext_lazy("mail", "kept here (demo)"),
}

chapter(
    Chapter(MAIL, 40, _("E-mail"), _("Mail from you to us and from us to you, sent or still to be sent."), group="mail")
)


def their_own(subject: Subject) -> Q:
    """Mail that came from an address of theirs. Others wrote about their cases, too: those messages they read there."""
    return Q(sender__in=subject.addresses)


def sent_to_them(subject: Subject) -> Q:
    """Mail that left for an address of theirs."""
    return Q(to_address__in=subject.addresses, state__in=GONE_OUT)


def goes_with_mail_to_them(subject: Subject) -> Q:
    return Q(message__to_address__in=subject.addresses, message__state__in=GONE_OUT)


tell(
    RawMessage,
    Telling(
        MAIL,
        10,
        _("Mail as it came in"),
        columns={"file_id": _("The whole message")},
        heads=("received_at", "subject"),
        seen=their_own,
    ),
)
tell(
    OutboxMessage,
    Telling(
        MAIL,
        20,
        _("Mail of ours"),
        values={"state": STATES},
        heads=("created_at", "subject"),
        left_out=("html",),
        seen=sent_to_them,
    ),
)
tell(
    DeadAddress,
    Telling(MAIL, 40, _("Address to which nothing is sent"), columns={"since": _("Since")}, heads=("address",)),
)
tell(OutboxAttachment, Telling(MAIL, 10, _("Attachment"), seen=goes_with_mail_to_them))
