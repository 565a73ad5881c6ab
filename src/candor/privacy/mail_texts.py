"""The mails about people's data: what each is for, and what its words may hold. Of breaches: `breach_texts`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.kernel.registries.mail_texts import MailClass, Placeholder, Reader, Shape, declare
from candor.privacy import breach_texts, recipient_texts  # noqa: F401 - what they import declares them
from candor.privacy.mail_texts_channels import declare_channels

NAME = Placeholder("name", _("Name of the recipient"), "Robin Sommer")
DAY = pgettext_lazy("sample", "4 May 2026")
CLIENTS_REQUEST = (
    NAME,
    Placeholder("company", _("Name of the company"), "Nordlicht GmbH"),
    Placeholder("person", _("Who asks"), "Lee Olsen"),
    Placeholder("day", _("The day on which the request reached us"), DAY),
    Placeholder("reference", _("Our reference"), "k3v9x2m7q4t8w1z5"),
)

declare(
    "privacy/mail/inactivity",
    _("Deletion announced"),
    _("Somebody has not been heard of for long, and their data will be deleted."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(
        NAME,
        Placeholder("since", _("When we last heard from them"), pgettext_lazy("sample", "3 May 2023")),
        Placeholder("until", _("The day after which it is deleted"), DAY),
        Placeholder("link", _("Address of the sign-in page"), "https://desk.example/customer/sign-in/", Shape.LINK),
    ),
    required=(
        "until",
        "link",
    ),
)
declare(
    "privacy/mail/another_contact",
    _("Who is our contact"),
    _("A contact for a company’s contract leaves us; goes to a colleague."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(
        NAME,
        Placeholder("company", _("Name of the company"), "Nordlicht GmbH"),
        Placeholder("day", _("The day until which we ask for an answer"), DAY),
    ),
    required=(
        "company",
        "day",
    ),
)
declare(
    "privacy/mail/client_request",
    _("A request for a client"),
    _("Somebody whose data we process for a client asks for something; goes to the client’s contact, who decides."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(
        *CLIENTS_REQUEST,
        Placeholder("right", _("Which right"), pgettext_lazy("sample", "Erasure")),
        Placeholder("law", _("Where the law has it"), pgettext_lazy("sample", "Art. 17 GDPR")),
    ),
    required=("person", "right"),
)
declare(
    "privacy/mail/client_copy_request",
    _("A request for a client: copy"),
    _("Somebody whose data we process for a client asks for a copy; goes to the client’s contact, who decides."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(
        *CLIENTS_REQUEST,
        Placeholder("right", _("Which right"), pgettext_lazy("sample", "A copy of the data")),
        Placeholder("law", _("Where the law has it"), pgettext_lazy("sample", "Art. 15 GDPR")),
    ),
    required=("person", "right"),
)
declare(
    "privacy/mail/client_untold",
    _("A request to be passed on"),
    _("A client has to know of a request today and nobody there can be written to; goes to the privacy office."),
    reader=Reader.STAFF,
    kind=MailClass.CONTRACT,
    placeholders=(
        NAME,
        Placeholder("company", _("Name of the company"), "Nordlicht GmbH"),
        Placeholder("link", _("Address of the request"), "https://desk.example/tech/privacy/", Shape.LINK),
    ),
    required=("link",),
)
declare(
    "privacy/mail/hold_review",
    _("Legal hold due for review"),
    _("The day on which a legal hold is to be looked at has come."),
    reader=Reader.STAFF,
    kind=MailClass.CONTRACT,
    placeholders=(
        NAME,
        Placeholder("day", _("That day"), DAY),
        Placeholder("link", _("Address of the hold"), "https://desk.example/tech/privacy/", Shape.LINK),
    ),
    required=("link",),
)
_CHANGE = (
    NAME,
    Placeholder("document", _("What was changed"), pgettext_lazy("sample", "Privacy notice")),
    Placeholder("changes", _("What is different"), pgettext_lazy("sample", "We use another data centre."), Shape.WORDS),
    Placeholder("link", _("Address of the document"), "https://desk.example/privacy/", Shape.LINK),
)
declare(
    "privacy/mail/announcement",
    _("A change of the privacy notice or the terms"),
    _("The privacy office has everybody told of a change that matters."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(
        *_CHANGE,
        Placeholder(
            "consents",
            _("That consents have to be given anew"),
            pgettext_lazy("sample", "Nothing comes unless you agree anew."),
            Shape.WORDS,
            may_lack=True,
        ),
    ),
    required=("changes", "link"),
)
declare(
    "privacy/mail/client_announcement",
    _("A change, to be passed on by a client"),
    _("The same; goes to a client for whom we process data, who tells its people."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(*_CHANGE, Placeholder("company", _("Name of the company"), "Nordlicht GmbH")),
    required=("changes", "link"),
)

_REQUEST = (
    NAME,
    Placeholder("number", _("Number of the request"), "17"),
    Placeholder("right", _("What is asked for"), pgettext_lazy("sample", "Erasure (Art. 17)")),
    Placeholder("day", _("The day on which the request reached us"), DAY),
    Placeholder("due", _("The last day for the answer"), pgettext_lazy("sample", "4 June 2026")),
)
_ANSWER = Placeholder(
    "answer", _("What the office writes"), pgettext_lazy("sample", "We have deleted it."), Shape.WORDS, may_lack=True
)
_ITEMS = Placeholder(
    "items",
    _("What is kept or refused, each with its ground"),
    pgettext_lazy("sample", "- Invoices: § 147 AO. Until 31 December 2034."),
    Shape.WORDS,
)
_RIGHTS = Placeholder(
    "rights",
    _("Authority and court"),
    pgettext_lazy("sample", "You may complain to a supervisory authority."),
    Shape.WORDS,
)
_LETTERS = {
    "privacy/mail/request_received": _("Privacy request received"),
    "privacy/mail/complaint_received": _("Privacy complaint received"),
    "privacy/mail/request_identity": _("Privacy request: question about identity"),
    "privacy/mail/request_extended": _("Privacy request: more time needed"),
    "privacy/mail/request_fulfilled": _("Privacy request fulfilled"),
    "privacy/mail/request_in_part": _("Privacy request fulfilled in part"),
    "privacy/mail/request_refused": _("Privacy request refused"),
}
declare(
    "privacy/mail/request_received",
    _LETTERS["privacy/mail/request_received"],
    _("Somebody has asked for something about their data; goes out at once (Art. 12(3))."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=_REQUEST,
    required=("number", "due"),
)
declare(
    "privacy/mail/complaint_received",
    _LETTERS["privacy/mail/complaint_received"],
    _("Somebody complains about how their data is handled; goes out at once and names the officer."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(
        *_REQUEST,
        Placeholder("officer", _("The data protection officer"), "Edith Lang, Turmstraße 1, 24103 Kiel", Shape.WORDS),
    ),
    required=("number", "officer"),
)
declare(
    "privacy/mail/request_identity",
    _LETTERS["privacy/mail/request_identity"],
    _("It is not certain who asks; the office asks back (Art. 12(6))."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(
        *_REQUEST,
        Placeholder(
            "question", _("The question"), pgettext_lazy("sample", "What is the number of your last invoice?"),
            Shape.WORDS,
        ),
    ),
    required=("number", "question"),
)  # fmt: skip
declare(
    "privacy/mail/request_extended",
    _LETTERS["privacy/mail/request_extended"],
    _("The answer takes up to two months more, with the reasons (Art. 12(3))."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(
        *_REQUEST,
        Placeholder("reason", _("Why"), pgettext_lazy("sample", "Many cases have to be read."), Shape.WORDS),
    ),
    required=("number", "due", "reason"),
)
declare(
    "privacy/mail/request_fulfilled",
    _LETTERS["privacy/mail/request_fulfilled"],
    _("What was asked for is done."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(*_REQUEST, _ANSWER),
    required=("number",),
)
declare(
    "privacy/mail/request_in_part",
    _LETTERS["privacy/mail/request_in_part"],
    _("A part is done; what is kept, on what ground and until when, with authority and court (Art. 12(4))."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(*_REQUEST, _ANSWER, _ITEMS, _RIGHTS),
    required=("number", "items", "rights"),
)
declare(
    "privacy/mail/request_refused",
    _LETTERS["privacy/mail/request_refused"],
    _("What was asked for is not done, on what ground, with authority and court (Art. 12(4))."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(*_REQUEST, _ANSWER, _ITEMS, _RIGHTS),
    required=("number", "items", "rights"),
)
declare(
    "privacy/mail/request_due",
    _("Privacy request due"),
    _("A request is due in seven or two days, or overdue; goes to the privacy office."),
    reader=Reader.STAFF,
    kind=MailClass.CONTRACT,
    placeholders=(
        NAME,
        Placeholder("number", _("Number of the request"), "17"),
        Placeholder("due", _("The last day for the answer"), DAY),
        Placeholder("link", _("Address of the request"), "https://desk.example/tech/privacy/", Shape.LINK),
    ),
    required=("link", "due"),
)

declare_channels()
