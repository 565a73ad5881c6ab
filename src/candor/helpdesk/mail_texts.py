"""The mails about cases: what each is for, and what its words may hold."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.kernel.registries.mail_texts import MailClass, Placeholder, Reader, Shape, declare

NUMBER = Placeholder("number", _("Number of the case"), "4711")
LINK = Placeholder("link", _("Address of the case"), "https://desk.example/customer/cases/4711/", Shape.LINK)
STAFF_LINK = Placeholder("link", _("Address of the case"), "https://desk.example/tech/cases/4711/", Shape.LINK)
SETTINGS = Placeholder(
    "settings_link", _("Address of the settings"), "https://desk.example/customer/letters/", Shape.LINK, may_lack=True
)
STAFF_SETTINGS = Placeholder(
    "settings_link", _("Address of the settings"), "https://desk.example/tech/notifications/", Shape.LINK
)
ANSWER = pgettext_lazy("sample", "The export works again.\n\nPlease sign out once and in again.")
NEWS = pgettext_lazy("sample", "#4711 Export fails\n\n  We have answered.\n  https://desk.example/customer/cases/4711/")
CASES = Placeholder("cases", _("In how many cases"), pgettext_lazy("sample", "3 cases"))

# Who writes to us may be anybody: no word of theirs stands in the acknowledgement.
declare(
    "helpdesk/mail/acknowledgement",
    _("Acknowledgement of a case"),
    _("A case was opened by mail, by form or by a program."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.ANSWER,
    placeholders=(
        NUMBER,
        LINK,
        SETTINGS,
    ),
    required=("number",),
)
declare(
    "helpdesk/mail/reply",
    _("Frame of a reply"),
    _("A technician answers; copies have the same frame."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.ANSWER,
    placeholders=(
        Placeholder("text", _("What the technician wrote"), ANSWER, Shape.WORDS),
        Placeholder("signature", _("Signature"), "Anna Berg\nLindwurm Support", Shape.WORDS),
        NUMBER,
        Placeholder("subject", _("Subject of the case"), pgettext_lazy("sample", "Export fails")),
        LINK,
        Placeholder("name", _("Name of the customer"), "Robin Sommer", may_lack=True),
        Placeholder("first_name", _("First name of the customer"), "Kim", may_lack=True),
        Placeholder("also", _("Who else gets the message"), "Lee Okafor", may_lack=True),
        Placeholder(
            "close_link",
            _("Address to close the case, in the customer’s own message"),
            "https://desk.example/customer/cases/4711/#answered",
            Shape.LINK,
            may_lack=True,
        ),
        SETTINGS,
    ),
    required=("text",),
    by_hand=True,
)
declare(
    "helpdesk/mail/letters",
    _("News in cases"),
    _("A customer reads answers in the Customer Center, and is told once a day or at once."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.ANSWER,
    placeholders=(
        Placeholder("news", _("The news, case by case"), NEWS, Shape.WORDS),
        CASES,
        SETTINGS,
    ),
    required=("news",),
)
declare(
    "helpdesk/mail/authorise",
    _("Time to be authorised"),
    _("An estimate, or work that is charged, waits for the customer’s word."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.ANSWER,
    placeholders=(
        NUMBER,
        Placeholder("subject", _("Subject of the case"), pgettext_lazy("sample", "Export fails")),
        Placeholder(
            "link",
            _("Address of time and costs"),
            "https://desk.example/customer/cases/4711/times/",
            Shape.LINK,
        ),
    ),
    required=("link",),
)
declare(
    "helpdesk/mail/notification",
    _("Notification of a case"),
    _("Something happened in a case that concerns a technician, call-backs included."),
    reader=Reader.STAFF,
    kind=MailClass.CONTRACT,
    placeholders=(
        NUMBER,
        Placeholder("what", _("What happened"), pgettext_lazy("sample", "The customer has written")),
        Placeholder("reason", _("Why they are told"), pgettext_lazy("sample", "you are assigned")),
        Placeholder("subject", _("Subject of the case"), pgettext_lazy("sample", "Export fails"), may_lack=True),
        Placeholder("words", _("What was written"), ANSWER, Shape.WORDS, may_lack=True),
        STAFF_LINK,
        STAFF_SETTINGS,
    ),
    required=("link",),
)
declare(
    "helpdesk/mail/news",
    _("Notification beside cases"),
    _("Something happened that concerns a member of staff and is about no case: an enquiry, a quote, an invoice."),
    reader=Reader.STAFF,
    kind=MailClass.CONTRACT,
    placeholders=(
        Placeholder("what", _("What happened"), pgettext_lazy("sample", "The customer accepted the quote")),
        Placeholder("reason", _("Why they are told"), pgettext_lazy("sample", "because it is yours")),
        Placeholder("subject", _("What it is about"), pgettext_lazy("sample", "Quote Q-2026-0007, Hafen AG")),
        Placeholder("link", _("Address of the page"), "https://desk.example/business/quotes/4711/", Shape.LINK),
        STAFF_SETTINGS,
    ),
    required=("link",),
)
declare(
    "helpdesk/mail/digest",
    _("Digest of notifications"),
    _("What happened on a day, for technicians who want it in one mail."),
    reader=Reader.STAFF,
    kind=MailClass.CONTRACT,
    placeholders=(
        Placeholder("news", _("The news, case by case"), NEWS, Shape.WORDS),
        CASES,
        STAFF_SETTINGS,
    ),
    required=("news",),
)
