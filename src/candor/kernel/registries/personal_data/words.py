"""The words of the map: purposes and their lawful bases, whose a row is, and the possible answers for a column."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from django.utils.translation import gettext_noop


class Purpose(StrEnum):
    """Why a value is held. The lawful basis (GDPR Art. 6(1)) follows from the purpose."""

    SUPPORT = "support"
    CONTRACT = "contract"
    RESTORATION = "restoration"
    ACCOUNT = "account"
    SECURITY = "security"
    SALES = "sales"
    MARKETING = "marketing"
    LEGAL_DUTY = "legal-duty"
    ACCOUNTABILITY = "accountability"
    STAFF = "staff"


LAWFUL_BASIS: Mapping[Purpose, str] = {
    Purpose.SUPPORT: gettext_noop("6(1)(b)"),
    Purpose.CONTRACT: gettext_noop("6(1)(b)"),
    Purpose.RESTORATION: gettext_noop("6(1)(b)"),
    Purpose.ACCOUNT: gettext_noop("6(1)(b)"),
    Purpose.SECURITY: gettext_noop("6(1)(f)"),
    Purpose.SALES: gettext_noop("6(1)(f)"),
    Purpose.MARKETING: gettext_noop("6(1)(a)"),
    Purpose.LEGAL_DUTY: gettext_noop("6(1)(c)"),
    Purpose.ACCOUNTABILITY: gettext_noop("6(1)(c)"),
    Purpose.STAFF: gettext_noop("6(1)(b)"),
}
"""The point of GDPR Art. 6(1) for each purpose, translated where it is shown: "6 Abs. 1 Buchst. b" in German."""

PURPOSE_WORDS: Mapping[Purpose, str] = {
    Purpose.SUPPORT: gettext_noop("Answering what people ask us, and helping them"),
    Purpose.CONTRACT: gettext_noop("Carrying out contracts, and keeping in touch about them"),
    Purpose.RESTORATION: gettext_noop("Restoring a licence years later, where the person chose so"),
    Purpose.ACCOUNT: gettext_noop("Accounts by which people see to their own matters"),
    Purpose.SECURITY: gettext_noop("Keeping accounts and machines safe"),
    Purpose.SALES: gettext_noop("Making and following up offers"),
    Purpose.MARKETING: gettext_noop("Newsletters and advertising"),
    Purpose.LEGAL_DUTY: gettext_noop("Duties of commercial and tax law"),
    Purpose.ACCOUNTABILITY: gettext_noop("Showing that the law was kept: audit, access log, consents"),
    Purpose.STAFF: gettext_noop("Organising the work of our own staff"),
}


class Row(StrEnum):
    """Whose row it is.

    `SUBJECT`: one person's own. `SHARED`: several people have a part in it. `MENTION`: a record of the house that names
    a person by number or hash. `REFCOUNT`: it belongs to the rows that point to it. `NOBODY`: it is about no person.
    """

    SUBJECT = "subject"
    SHARED = "shared"
    MENTION = "mention"
    REFCOUNT = "refcount"
    NOBODY = "nobody"


class Erase(StrEnum):
    """What erasure does to a value."""

    DELETE_ROW = "delete-row"
    NULL = "null"
    PLACEHOLDER = "placeholder"
    REDACT_SPANS = "redact-spans"
    KEEP_LOCKED = "keep-locked"
    KEEP_ANONYMOUS = "keep-anonymous"
    SHRED = "shred"
    NOTHING = "nothing"


class Export(StrEnum):
    """Whether a copy of the data (Art. 15) shows the value."""

    YES = "yes"
    NO = "no"
    NEVER = "never"


class Lock(StrEnum):
    """What a restriction (Art. 18) does to the value."""

    HIDE = "hide"
    SHOW = "show"


class Log(StrEnum):
    """Whether looking at the value is an access that the log keeps."""

    YES = "yes"
    NO = "no"


class Author(StrEnum):
    """Who wrote the value. `SENDER` is whoever sent the message that it stands in."""

    SUBJECT = "subject"
    STAFF = "staff"
    SENDER = "sender"
    OTHER = "other"
    SOFTWARE = "software"


class Recipient(StrEnum):
    """To whom a value may go, by category (Art. 30(1)(d)). Our own staff and our own machines are none."""

    MAIL_SERVER = "mail-server"
    PARTICIPANTS = "participants"
    ORGANISATION = "organisation"
    PROGRAMS = "programs"
    IDENTITY_PROVIDER = "identity-provider"
    VIES = "vies"


RECIPIENT_WORDS: Mapping[Recipient, str] = {
    Recipient.MAIL_SERVER: gettext_noop("the mail servers of the addressee and on the way there"),
    Recipient.PARTICIPANTS: gettext_noop("others who take part in the same case"),
    Recipient.ORGANISATION: gettext_noop("those in the person's organisation who look after its cases"),
    Recipient.PROGRAMS: gettext_noop("programs that a person with the right to it gave a token"),
    Recipient.IDENTITY_PROVIDER: gettext_noop("the provider through which the person signs in"),
    Recipient.VIES: gettext_noop("the European Commission (VIES) and the tax authority of the number’s country"),
}


class DeclarationError(ValueError):
    """A declaration contradicts itself or another one."""
