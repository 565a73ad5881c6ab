"""What the register of breaches and the readings of the access log hold about people.

The proof of who was told of a breach outlasts the person: their number leads to nobody then, name and address stay
under lock with the file, as long as we may be asked for it.
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
    by_number,
    by_object,
    declare,
    leads_also,
    personal,
    technical,
)
from candor.privacy.models import Affected, AffectedSearch, Breach, BreachClient, BreachNotice, LogRead

ACCOUNTABLE = (Purpose.ACCOUNTABILITY,)


def declare_breaches() -> None:
    """What happened is the house's; its words name nobody whom it concerns."""
    of_staff = personal(
        "user.unique_id", purposes=ACCOUNTABLE, erase=Erase.NULL, export=Export.NO, log=Log.NO, author=Author.SOFTWARE
    )  # fmt: skip
    declare(
        Breach,
        row=Row.MENTION,
        person=("recorded_by", "decided_by", "closed_by"),
        keep="request-file",
        since="closed_at",
        fields={
            **dict.fromkeys(("id", "ref", "reminded", "version", "recorded_at", "letters_asked_at"), technical()),
            **dict.fromkeys(
                (
                    *("title", "what_happened", "began_at", "noticed_at", "people_kinds", "people_number"),
                    *("record_kinds", "records_number", "consequences", "measures", "delay_reasons"),
                    *("is_clients_alone", "risk", "risk_reasons", "untold_reasons", "letter_de", "letter_en"),
                    *("decided_at", "closed_at"),
                ),
                business(),
            ),
            **dict.fromkeys(("recorded_by", "decided_by", "closed_by"), of_staff),
        },
    )
    declare(
        BreachNotice,
        row=Row.MENTION,
        person="noted_by",
        keep="request-file",
        since="breach__closed_at",
        fields={
            **dict.fromkeys(("id", "ref", "breach", "noted_at"), technical()),
            **dict.fromkeys(("sent_at", "way", "file_mark", "text"), business()),
            "noted_by": of_staff,
        },
    )
    declare(
        BreachClient,
        row=Row.MENTION,
        person="told_by",
        keep="request-file",
        since="breach__closed_at",
        fields={
            **dict.fromkeys(("id", "ref", "breach", "organisation", "listed_at"), technical()),
            **dict.fromkeys(("fate", "settled_at", "told_on", "told_how"), business()),
            "told_by": of_staff,
        },
    )
    _declare_people(of_staff)
    for told in ("privacy.affected", "privacy.breachclient", "privacy.breach"):
        leads_also("mail.outboxmessage", by_object("about_kind", "about_id", to=told))
        leads_also("mail.outboxattachment", by_object("message__about_kind", "message__about_id", to=told))


def _declare_people(of_staff: Column) -> None:
    number = personal(
        "user.unique_id.pseudonymous",
        purposes=ACCOUNTABLE,
        erase=Erase.KEEP_ANONYMOUS,
        log=Log.NO,
        author=Author.SOFTWARE,
    )
    moment = personal("user.behavior", purposes=ACCOUNTABLE, erase=Erase.KEEP_ANONYMOUS, author=Author.SOFTWARE)
    declare(
        AffectedSearch,
        row=Row.MENTION,
        person=(by_number("staff_number"),),
        keep="request-file",
        since="breach__closed_at",
        fields={
            **dict.fromkeys(
                ("id", "ref", "breach", "way", "tables", "organisation", "found", "up_to", "asked_at", "done_at"),
                technical(),
            ),
            **dict.fromkeys(("begins_at", "ends_at"), business()),
            "staff_number": number,
            "asked_by": of_staff,
        },
    )
    declare(
        Affected,
        row=Row.MENTION,
        person=by_number("subject_number"),
        keep="request-file",
        since="breach__closed_at",
        fields={
            **dict.fromkeys(("id", "ref", "breach", "search"), technical()),
            "subject_number": number,
            "name": _locked("user.name"),
            "address": _locked("user.contact.email"),
            **dict.fromkeys(("fate", "listed_at", "written_at", "settled_at", "told_on"), moment),
            "told_how": _locked("user.behavior"),
            "told_by": of_staff,
        },
    )
    declare(
        LogRead,
        row=Row.MENTION,
        person=(by_number("subject_number"), by_number("staff_number")),
        keep="request-file",
        since="at",
        fields={
            **dict.fromkeys(("id", "ref", "begins_on", "ends_on"), technical()),
            **dict.fromkeys(("subject_number", "staff_number"), number),
            "reason": _locked("user.content"),
            "at": moment,
            "by": of_staff,
        },
    )


def _locked(category: str) -> Column:
    return personal(
        category, purposes=ACCOUNTABLE, erase=Erase.KEEP_LOCKED, export=Export.NO, author=Author.STAFF
    )  # fmt: skip
