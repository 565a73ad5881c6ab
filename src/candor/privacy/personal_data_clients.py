"""What is kept of clients for whom we process: whom to turn to, their instructions, what they said about a request."""

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
from candor.privacy.models import ClientRequest, Instruction, ProcessingAgreement

ACCOUNTABLE = (Purpose.ACCOUNTABILITY,)


def declare_clients() -> None:
    """An agreement outlives whoever is its contact: their name and address are emptied, the terms are the client's."""
    somebody_else = personal(
        "user.unique_id", purposes=ACCOUNTABLE, erase=Erase.NULL, export=Export.NO, log=Log.NO, author=Author.SOFTWARE
    )  # fmt: skip
    declare(
        ProcessingAgreement,
        row=Row.MENTION,
        person=by_address("contact_address"),
        keep="request-file",
        since="ends_on",
        fields={
            **dict.fromkeys(("id", "ref", "organisation", "version", "noted_at"), technical()),
            **dict.fromkeys(("begins_on", "ends_on", "days_kept", "at_end", "returned_on", "file_mark"), business()),
            "contact_name": _contact("user.name"),
            "contact_address": _contact("user.contact.email"),
            "contact_language": technical(),
            "noted_by": somebody_else,
        },
    )
    declare(
        Instruction,
        row=Row.MENTION,
        person="noted_by",
        keep="request-file",
        since="agreement__ends_on",
        fields={
            **dict.fromkeys(("id", "agreement", "noted_at"), technical()),
            **dict.fromkeys(("text", "given_on"), business()),
            "noted_by": somebody_else,
        },
    )
    _declare_requests(somebody_else)


def _contact(category: str) -> Column:
    return personal(category, purposes=(Purpose.CONTRACT,), erase=Erase.NULL, author=Author.STAFF)


def _declare_requests(somebody_else: Column) -> None:
    """Whose request it is, is known by the request's number alone. The mail to the client names them, and goes."""
    moment = personal("user.behavior", purposes=ACCOUNTABLE, erase=Erase.KEEP_ANONYMOUS, author=Author.SOFTWARE)
    declare(
        ClientRequest,
        row=Row.MENTION,
        person=by_number("subject_number"),
        keep="request-file",
        since=last_known_of("erasure__done_at", "noted_at", "passed_at", "begun_at"),
        fields={
            "subject_number": personal(
                "user.unique_id.pseudonymous",
                purposes=ACCOUNTABLE,
                erase=Erase.KEEP_ANONYMOUS,
                log=Log.NO,
                author=Author.SOFTWARE,
            ),
            **dict.fromkeys(
                ("id", "ref", "erasure", "organisation", "passed_how", "went_by_itself", "office_told_at"), technical()
            ),
            **dict.fromkeys(("copy", "request"), link()),
            **dict.fromkeys(("begun_at", "passed_at", "word", "until", "said_on", "noted_at"), moment),
            "said_by": personal(
                "user.name", purposes=ACCOUNTABLE, erase=Erase.KEEP_LOCKED, export=Export.NO, author=Author.STAFF
            ),
            **dict.fromkeys(("passed_by", "noted_by"), somebody_else),
        },
    )
    leads_also("mail.outboxmessage", by_object("about_kind", "about_id", to="privacy.clientrequest"))
    leads_also(
        "mail.outboxattachment", by_object("message__about_kind", "message__about_id", to="privacy.clientrequest")
    )
