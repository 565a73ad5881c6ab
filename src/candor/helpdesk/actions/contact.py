"""A question from somebody who has not signed in: registers the sender and opens the case in one step (mission A3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.helpdesk.models import Category, Ticket
from candor.kernel.actor import Actor, Channel
from candor.kernel.models import StoredFile
from candor.people.public import Identifier, IdentifierKind, Person, Source, add_identifier, find_or_add_by_email


@dataclass(frozen=True, slots=True)
class Contact:
    """What a contact form brought. `notice_version` is the privacy notice that it linked."""

    name: str
    email: str
    subject: str
    text: str
    phone: str = ""
    category: Category | None = None
    files: Sequence[StoredFile] = ()
    language: str = ""
    submission_key: str | None = None
    notice_version: str = ""


@transaction.atomic
def receive_contact(contact: Contact, *, by: Actor) -> Ticket:
    """Find or register the sender and open their case. The same form sent twice gives the same case.

    Nothing here proves who sent it: the case says so, and what a known customer has proven is left alone. Raises
    NotAnIdentifier, people's Refused, EmptyMessage or TextTooLong.
    """
    sender = find_or_add_by_email(contact.name, contact.email, by=by, source=Source.WEB_FORM, language=contact.language)
    return open_ticket(
        NewTicket(
            requester=sender,
            subject=contact.subject,
            text=_with_number(contact, sender, by),
            channel=Channel.WEB,
            category=contact.category,
            came_from=contact.email,
            files=contact.files,
            submission_key=contact.submission_key,
            notice_version=contact.notice_version,
            is_sender_verified=False,
        ),
        by=by,
    )


def _with_number(contact: Contact, sender: Person, by: Actor) -> str:
    """The message, with the number to call back below it.

    The number joins the record of somebody new. On the record of a person who has proven an address it would let
    anybody plant a number that we would then trust.
    """
    if not contact.phone:
        return contact.text
    if not Identifier.objects.filter(person=sender, verified_at__isnull=False).exists():
        add_identifier(sender, IdentifierKind.PHONE, contact.phone, by=by)
    return _("%(text)s\n\nTelephone: %(number)s") % {"text": contact.text, "number": contact.phone}
