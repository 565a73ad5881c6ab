"""What the register of recipients, disclosures and recipients' tasks hold about people (Art. 19 GDPR).

To whom somebody's data went is known by their number alone, and outlasts them: who was not told of an erasure has to be
told afterwards. By what a recipient knows them stays under lock with the task.
"""

from __future__ import annotations

from candor.kernel.registries.personal_data import (
    Author,
    Column,
    Erase,
    Export,
    Log,
    Purpose,
    Row,
    business,
    by_address,
    by_number,
    by_object,
    declare,
    last_known_of,
    leads_also,
    link,
    personal,
    technical,
)
from candor.kernel.registries.personal_data import (
    Recipient as Category,
)
from candor.privacy.models import DisclosedPerson, Disclosure, Recipient, RecipientTask

ACCOUNTABLE = (Purpose.ACCOUNTABILITY,)


def declare_recipients() -> None:
    """A recipient outlives whoever is its contact, as a client does: their name and address are emptied."""
    of_staff = personal(
        "user.unique_id", purposes=ACCOUNTABLE, erase=Erase.NULL, export=Export.NO, log=Log.NO, author=Author.SOFTWARE
    )  # fmt: skip
    declare(
        Recipient,
        row=Row.MENTION,
        person=by_address("address"),
        keep="request-file",
        since="ended_at",
        fields={
            **dict.fromkeys(("id", "ref", "language", "version", "noted_at"), technical()),
            **dict.fromkeys(
                (
                    *("name", "kind", "is_processor", "gets_everything", "groups", "purpose", "country", "transfer"),
                    *("postal_address", "feeds_from", "ended_at"),
                ),
                business(),
            ),
            "contact_name": _contact("user.name"),
            "address": _contact("user.contact.email"),
            "noted_by": of_staff,
        },
    )
    declare(
        Disclosure,
        row=Row.MENTION,
        person="noted_by",
        keep="request-file",
        since="on",
        fields={
            **dict.fromkeys(("id", "ref", "recipient", "about_kind", "about_id", "source", "noted_at"), technical()),
            **dict.fromkeys(
                ("recipient_name", "on", "groups", "what", "purpose", "ground", "way", "number_of_people"), business()
            ),
            "noted_by": of_staff,
        },
    )
    number = personal(
        "user.unique_id.pseudonymous",
        purposes=ACCOUNTABLE,
        erase=Erase.KEEP_ANONYMOUS,
        log=Log.NO,
        author=Author.SOFTWARE,
    )
    declare(
        DisclosedPerson,
        row=Row.MENTION,
        person=by_number("subject_number"),
        keep="request-file",
        since="disclosure__on",
        fields={"id": technical(), "disclosure": _noted(), "subject_number": number},
    )
    _declare_tasks(number, of_staff)


def _declare_tasks(number: Column, of_staff: Column) -> None:
    declare(
        RecipientTask,
        row=Row.MENTION,
        person=by_number("subject_number"),
        keep="request-file",
        since=last_known_of("answered_at", "opened_at"),
        fields={
            **dict.fromkeys(("id", "ref", "mail_at", "mails"), technical()),
            "request": link(),
            "subject_number": number,
            **dict.fromkeys(
                ("recipient", "right", "state", "opened_at", "answer_by", "told_on", "answered_at"), _noted()
            ),
            "person_name": _locked("user.name"),
            "person_address": _locked("user.contact.email"),
            **dict.fromkeys(("details", "told_how", "answer"), _locked("user.content")),
            "answered_by": of_staff,
        },
    )
    leads_also("mail.outboxmessage", by_object("about_kind", "about_id", to="privacy.recipienttask"))
    leads_also(
        "mail.outboxattachment", by_object("message__about_kind", "message__about_id", to="privacy.recipienttask")
    )


def _contact(category: str) -> Column:
    return personal(category, purposes=(Purpose.CONTRACT,), erase=Erase.NULL, author=Author.STAFF)


def _noted() -> Column:
    return personal("user.behavior", purposes=ACCOUNTABLE, erase=Erase.KEEP_ANONYMOUS, author=Author.SOFTWARE)


def _locked(category: str) -> Column:
    """What stays in the request file under lock, and goes to the recipient."""
    return personal(
        category, purposes=ACCOUNTABLE, erase=Erase.KEEP_LOCKED, author=Author.STAFF, recipients=[Category.MAIL_SERVER]
    )
