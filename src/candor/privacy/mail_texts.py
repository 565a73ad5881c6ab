"""The mails about people's data: what each is for, and what its words may hold. Of breaches: `breach_texts`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.kernel.registries.mail_texts import MailClass, Placeholder, Reader, Shape, declare
from candor.privacy import breach_texts  # noqa: F401 - what it imports declares them

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
