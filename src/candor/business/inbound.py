"""What a mail means to sales: it stands on its sender's timeline, as a new correspondence or as a part of one.

A mail joins a correspondence only by a reply token of ours, only from an address of the person whose it is, and never
when it is forged. Everything else begins a new one, marked as unproven until the person answers from the address that a
secret was mailed to, or their domain confirms a mail. Nothing is answered by itself, and a Cc adds nobody.

A mailbox may be set so that somebody who is unknown to us becomes a lead as well.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from candor.business.actions import notices, receiving
from candor.business.actions.answering import KIND, LEADS, MAIL, TIMELINE, note_delivery
from candor.business.actions.leads import lead_of_mail
from candor.business.actions.receiving import NewFile, NewMail
from candor.business.models import Correspondence
from candor.kernel.actor import Actor, ActorKind, Channel
from candor.kernel.registries import inbound
from candor.kernel.registries.inbound import Became
from candor.mail.public import InboundMail, Reason, Refuse
from candor.people.public import (
    Identifier,
    IdentifierKind,
    NotAnIdentifier,
    Person,
    Refused,
    Source,
    find_by_identifier,
    find_or_add_by_email,
)

UNKNOWN = Actor(ActorKind.MAIL_SENDER, channel=Channel.MAIL)


def take_reply(mail: InboundMail) -> Became | None:
    """A reply to a mail of sales goes on with its correspondence, whichever mailbox it came to."""
    found = None if mail.is_forged else _named(mail)
    if found is None:
        return None
    given_to = {each.address for each in mail.references if (each.kind, each.id) == (KIND, found.pk)}
    asked = Identifier.objects.filter(kind=IdentifierKind.EMAIL, value__in={*given_to, mail.sender})
    theirs = set(asked.filter(person=found.person_id).values_list("value", flat=True))
    if mail.sender not in theirs or not (given_to & theirs):
        return None
    by = Actor(ActorKind.MAIL_SENDER, found.person_id, channel=Channel.MAIL)
    written = receiving.go_on(found, _new(mail, is_proven=mail.is_proven or mail.sender in given_to), by=by)
    return Became(MAIL, written.pk, "sales-reply")


def take(mail: InboundMail) -> Became | None:
    """Mail of a mailbox that feeds the timeline begins a correspondence."""
    if mail.mailbox is None or mail.mailbox.destination_kind != KIND:
        return None
    is_unknown = not find_by_identifier(IdentifierKind.EMAIL, mail.sender)
    person = _sender_of(mail)
    by = Actor(ActorKind.MAIL_SENDER, person.pk, channel=Channel.MAIL)
    written = receiving.begin(person, mail.parsed.subject, _new(mail, is_proven=mail.is_proven), mail.mailbox, by=by)
    if mail.mailbox.destination_id == LEADS and is_unknown and not mail.is_automatic:
        lead_of_mail(written.correspondence, by=by)
    return Became(MAIL, written.pk, "sales")


def _named(mail: InboundMail) -> Correspondence | None:
    """The correspondence of the first reply token that still has one."""
    ids = [each.id for each in mail.references if each.kind == KIND]
    found = {each.pk: each for each in Correspondence.objects.filter(pk__in=ids)} if ids else {}
    return next((found[number] for number in ids if number in found), None)


def _sender_of(mail: InboundMail) -> Person:
    """The person who writes from this address, written down now where we know nobody."""
    try:
        return find_or_add_by_email(mail.sender_name, mail.sender, by=UNKNOWN, source=Source.MAIL)
    except NotAnIdentifier as error:
        raise Refuse(Reason.NO_SENDER) from error
    except Refused as error:
        raise Refuse(Reason.NOT_ALLOWED) from error


def _new(mail: InboundMail, *, is_proven: bool) -> NewMail:
    """The mail, its attachments' rows written. What only quotes is shown whole."""
    parsed = mail.parsed
    text, quoted = (parsed.visible_reply, parsed.quoted) if parsed.visible_reply.strip() else (parsed.text, "")
    return NewMail(
        text=text,
        address=mail.sender,
        quoted=quoted,
        html=parsed.html or "",
        files=[_kept(received) for received in mail.files],
        written_at=parsed.date,
        is_automatic=mail.is_automatic,
        is_proven=is_proven,
    )


def _kept(received: Any) -> NewFile:
    if received.file.pk is None:
        received.file.save(force_insert=True)
    return NewFile(received.file, received.part.content_id or "", is_inline=received.part.inline)


def _timeline() -> list[tuple[int, str]]:
    return [
        (TIMELINE, str(gettext_lazy("Sales mail on the sender's timeline"))),
        (LEADS, str(gettext_lazy("The same, and unknown senders become leads"))),
    ]


inbound.register("business.replies", take_reply, order=40)
inbound.register("business.sales-mail", take, order=60)
inbound.register_reports(MAIL, note_delivery)
inbound.register_reports(notices.KIND, notices.note_delivery)
inbound.register_destination(KIND, gettext_lazy("Sales"), _timeline)
